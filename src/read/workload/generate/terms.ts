import type { Amounts } from '../../../domain/resources.ts';
import type { WorkloadHost } from '../../../domain/workload.ts';

/** What a generated workload is to be like. Shares are of requests, 0 to 1; spans in seconds. */
export interface GenerateTerms {
  readonly name: string;
  readonly seed: number;
  readonly hosts: readonly WorkloadHost[];
  /** Requests arrive in [0, span). */
  readonly spanSeconds: number;
  /** Work that arrives over what the hosts can give in the span, of the resource that is scarcest. */
  readonly load: number;
  /** At random; more by day than by night; or many at a time. */
  readonly arrivals: 'poisson' | 'daily' | 'bursts';
  /** One VM of each; all are equally likely. */
  readonly shapes: readonly Amounts[];
  /** Run times are log-normal: the median, and by which factor one standard deviation differs from it. */
  readonly medianRunSeconds: number;
  readonly runSpread: number;
  /** Longer runs are cut to it. */
  readonly longestRunSeconds: number;
  /** Requests of several VMs, and how many VMs these have at most. */
  readonly gangShare: number;
  readonly largestGang: number;
  readonly reservationShare: number;
  /** Mean time from asking for a reservation to its start. */
  readonly noticeSeconds: number;
  readonly deadlineShare: number;
  /** Mean room of a deadline beyond the time asked for, as a multiple of it: 1 leaves as much time again. */
  readonly slack: number;
  readonly immediateShare: number;
  /** Of best effort and deadlines. */
  readonly preemptibleShare: number;
  readonly users: number;
}
