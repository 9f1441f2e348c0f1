import type { WorkloadHost, WorkloadRequest, WorkloadTerms } from '../domain/workload.ts';

/** What a policy may see of a lease: never its real run time, unless the run is an oracle's. Seconds of the virtual clock. */
export interface LeaseView {
  /** Index of the request in the workload: dense, stable, in order of submission. */
  readonly index: number;
  readonly request: Readonly<Omit<WorkloadRequest, 'realSeconds'>>;
  readonly terms: WorkloadTerms;
  /** Work still to be delivered as far as is known, seconds; null is without end. */
  readonly leftSeconds: number | null;
  readonly status: 'waiting' | 'starting' | 'running' | 'saving' | 'paused' | 'resuming' | 'migrating' | 'ending';
  /** Accepted reservations and deadlines are promises: they must be kept. */
  readonly accepted: boolean;
  /** Host index of each VM: where it is, or (paused) where its state lies; empty when it never ran. */
  readonly hosts: readonly number[];
  /** When what is under way (boot, save, resume, migration) will be over; null when nothing is. */
  readonly busyUntil: number | null;
  /** Since when it runs without a break; null when it does not. */
  readonly runningSince: number | null;
  /** It has had all the time it asked for, and runs on; it may be stopped. */
  readonly overruns: boolean;
}

/** The cloud at one moment, as a policy sees it. */
export interface View {
  /** Seconds from the start of the workload. */
  readonly now: number;
  readonly hosts: readonly HostView[];
  /** Every lease that has arrived and has not ended, by index. */
  readonly leases: readonly LeaseView[];
  readonly overheads: Overheads;
  /** Leases that arrived since the policy was last asked, by index. */
  readonly arrived: readonly number[];
}

export interface HostView extends WorkloadHost {
  readonly up: boolean;
  /** Disk images that lie there; a VM whose image does not waits for it. */
  readonly images: ReadonlySet<string>;
}

/** How long what the simulated cloud does takes. Spans in seconds, rates in MiB per second; null takes no time. */
export interface Overheads {
  readonly bootSeconds: number;
  readonly shutdownSeconds: number;
  readonly saveMibPerSecond: number | null;
  readonly resumeMibPerSecond: number | null;
  /** Cold, of saved memory, to another host. */
  readonly migrationMibPerSecond: number | null;
  /** Saves and resumes of VMs on one host happen one after another. */
  readonly serialPerHost: boolean;
  /** Image transfer from the repository to a host; null when images are there already. */
  readonly transferMibPerSecond: number | null;
}

/**
 * What a policy wants done: at once, or at the moment `at` unless a later decision takes its place. `hosts` has one
 * index a VM. An order that is not possible when its time comes is refused, counted and reported.
 */
export type Order = { readonly at?: number } & Deed;

export type Deed =
  | { readonly kind: 'start'; readonly lease: number; readonly hosts: readonly number[] }
  | { readonly kind: 'pause'; readonly lease: number }
  | { readonly kind: 'resume'; readonly lease: number; readonly hosts: readonly number[] }
  | { readonly kind: 'migrate'; readonly lease: number; readonly hosts: readonly number[] }
  | { readonly kind: 'accept'; readonly lease: number }
  | { readonly kind: 'reject'; readonly lease: number; readonly reason: string }
  /** Throws away the work of a preemptible lease; it waits again. */
  | { readonly kind: 'requeue'; readonly lease: number }
  /** Ends a lease that has had all the time it asked for and runs on. */
  | { readonly kind: 'stop'; readonly lease: number }
  /** Brings the lease's disk image to hosts ahead of its start; holds no room. */
  | { readonly kind: 'stage'; readonly lease: number; readonly hosts: readonly number[] };

/** A policy's answer at one moment. */
export interface Decision {
  readonly orders: readonly Order[];
  /** When to ask again at the latest, even if nothing happens; null waits for the next event. */
  readonly wakeAt: number | null;
  /** Starts announced to owners, for measuring how promises drift. */
  readonly promised: readonly { readonly lease: number; readonly startAt: number }[];
  /** Relative gap of the plan, where there is a bound; null without. */
  readonly gap: number | null;
}

/**
 * Decides what starts, pauses, resumes and moves. The simulator asks it whenever something has happened (an arrival, an
 * end, a failure) and at the time it named. This is the plug-in point: a policy of one's own is one file that exports one.
 */
export interface SimulationPolicy {
  readonly name: string;
  decide(view: View): Decision | Promise<Decision>;
  /** Lets go of what it holds (threads). */
  close?(): Promise<void>;
}
