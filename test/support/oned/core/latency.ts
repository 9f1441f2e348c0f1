/** What a driver is asked to do while a VM is in a phase; it may fail or never answer. */
export type DriverWork = 'prolog' | 'boot' | 'restore' | 'save' | 'migrate' | 'transfer' | 'shutdown' | 'epilog';

/** How long something takes: seconds, and seconds per GiB of the VM's memory. */
export interface Latency {
  readonly seconds: number;
  readonly secondsPerGib: number;
}

/** How long oned takes from accepting an action until the first state of it is seen, and how long each driver works. */
export type Latencies = Readonly<Record<DriverWork | 'dispatch', Latency>>;

const flat = (seconds: number): Latency => ({ seconds, secondsPerGib: 0 });

/** As recorded with the dummy drivers, whatever the VM's size. */
export const RECORDED_LATENCIES: Latencies = {
  dispatch: flat(0.03),
  prolog: flat(0.04),
  boot: flat(0.06),
  restore: flat(0.07),
  save: flat(0.06),
  migrate: flat(0.06),
  transfer: flat(0.06),
  shutdown: flat(0.03),
  epilog: flat(0.09),
};

/** As real hypervisors are, in small: what moves memory takes longer the more there is of it. */
export const SCALED_LATENCIES: Latencies = {
  dispatch: flat(0.03),
  prolog: flat(0.1),
  boot: flat(0.2),
  restore: { seconds: 0.1, secondsPerGib: 0.1 },
  save: { seconds: 0.1, secondsPerGib: 0.15 },
  migrate: { seconds: 0.1, secondsPerGib: 0.2 },
  transfer: flat(0.1),
  shutdown: flat(0.2),
  epilog: flat(0.1),
};
