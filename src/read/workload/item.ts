import type { LeftOut, WorkloadHost, WorkloadRequest } from '../../domain/workload.ts';

/**
 * A request as its source has it, before options are applied: times count as the source counts, and what the source
 * does not say is `'unsaid'`.
 */
export interface Draft extends Omit<WorkloadRequest, 'durationSeconds' | 'preemptible'> {
  readonly durationSeconds: number | null | 'unsaid';
  readonly preemptible: boolean | 'unsaid';
}

/** One thing found in a source, with the place where: `line 12`. */
export type Item =
  | {
      readonly kind: 'request';
      readonly draft: Draft;
      readonly place: string;
      /** What was read in another way than written. */
      readonly adjusted?: readonly string[];
    }
  /** Not a request of this workload, for a reason of the source's own: cancelled, never ran. */
  | { readonly kind: 'left-out'; readonly reason: string; readonly place: string }
  /** Not what the format says: mostly such lines, and the file is something else. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly place: string }
  | { readonly kind: 'hosts'; readonly hosts: readonly WorkloadHost[] }
  /** What the source says of the workload as a whole, and of an earlier reading of it. */
  | {
      readonly kind: 'about';
      readonly name: string;
      readonly leftOut: readonly LeftOut[];
      readonly adjusted: readonly LeftOut[];
    };

/** Takes a source's text piece by piece and gives what is complete. */
export interface ItemReader {
  feed(text: string): Iterable<Item>;
  /** What was still open when the text ended. */
  end(): Iterable<Item>;
}
