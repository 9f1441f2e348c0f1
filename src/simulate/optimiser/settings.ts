/** What an optimiser of the simulator wants and may spend. Its name is `optimiser` with what differs from the default. */
export interface OptimiserSettings {
  readonly name: string;
  /** What a second of a lease's wait costs: as much for each (`wait`), less for longer ones (`slowdown`), or between. */
  readonly favours: 'wait' | 'balanced' | 'slowdown';
  /** How much wider leases count: 0 as much as any other, 1 by the number of their VMs. */
  readonly width: number;
  /** What a host second of work that is not done yet costs a second, beside: what leaves hosts idle costs as much as it delays all. */
  readonly work: number;
  /** To be behind by so many seconds doubles what one more costs: nobody starves, nobody is paused again and again. */
  readonly ageSeconds: number;
  /** Seconds of a lease's delay that pausing it must be worth, beside what it takes. */
  readonly pauseBenefitSeconds: number;
  /** Whether what waits may have others paused for it, or only reservations and deadlines may. */
  readonly pausesFor: 'promises' | 'all';
  /** How long leases are expected to run: as asked, or as those like them did that have ended. */
  readonly runTimes: 'asked' | 'learned';
  /** Nobody is expected to run longer than that before he has begun, nor than twice what he has run: leases are tried. Endless is off. */
  readonly trySeconds: number;
  /** Orders of leases that one epoch tries. */
  readonly steps: number;
  /** VMs of waiting leases that one epoch plans, for each host. */
  readonly frontPerHost: number;
  readonly seed: number;
  /** What a host hour costs a user; a lease whose user pays less is refused. Null asks for nothing. */
  readonly priceRate: number | null;
}

export const OPTIMISER: OptimiserSettings = {
  name: 'optimiser',
  favours: 'balanced',
  width: 0,
  work: 0,
  ageSeconds: 28_800,
  pauseBenefitSeconds: 100,
  pausesFor: 'promises',
  runTimes: 'learned',
  trySeconds: Number.POSITIVE_INFINITY,
  steps: 20,
  frontPerHost: 2,
  seed: 1,
  priceRate: null,
};
