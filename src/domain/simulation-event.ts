/**
 * What happens in a simulated cloud, in the order in which it happens. `at` is in whole seconds of the virtual clock;
 * `lease` is the index of a request in its workload, `hosts` has one index a VM.
 */
export type SimulationEvent = { readonly at: number } & Happening;

export type Happening =
  | { readonly kind: 'arrived' | 'accepted'; readonly lease: number }
  | { readonly kind: 'rejected'; readonly lease: number; readonly reason: string }
  /** Room is held from now: for the boot, or for reading saved memory back. */
  | { readonly kind: 'start' | 'resume'; readonly lease: number; readonly hosts: readonly number[] }
  /** Work begins, or goes on. */
  | { readonly kind: 'run'; readonly lease: number }
  /** Work stands still; memory is written, the room is still held. */
  | { readonly kind: 'save'; readonly lease: number }
  /** Memory is written; the room is free. */
  | { readonly kind: 'paused'; readonly lease: number }
  /** Saved memory goes to other hosts; it holds no room. */
  | { readonly kind: 'migrate'; readonly lease: number; readonly hosts: readonly number[] }
  | { readonly kind: 'migrated'; readonly lease: number }
  /** A disk image is on its way to a host. */
  | { readonly kind: 'transfer'; readonly image: string; readonly host: number; readonly until: number }
  /** Work is over. `done` delivered what was to be done, `cut` what was asked for, though more was to be done. */
  | { readonly kind: 'end'; readonly lease: number; readonly how: 'done' | 'cut' | 'overran' }
  /** The room is free: shut down, or gone. */
  | { readonly kind: 'released'; readonly lease: number }
  /** All work done so far is gone and the room is free; the lease waits again, or has failed. */
  | { readonly kind: 'lost'; readonly lease: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly lease: number; readonly reason: string }
  /** A command of the cloud did not work; the lease is as it was before it. */
  | { readonly kind: 'command-failed'; readonly lease: number; readonly command: string }
  | { readonly kind: 'host-down' | 'host-up'; readonly host: number }
  | { readonly kind: 'refused'; readonly order: string; readonly lease: number; readonly reason: string }
  | {
      readonly kind: 'broken';
      readonly lease: number;
      readonly promise: 'start' | 'deadline';
      readonly reason: string;
    };
