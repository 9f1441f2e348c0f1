import type { Cost } from '../domain/levels.ts';

/** What a report says of an epoch beside what is in it. */
export interface ReportContext {
  /** Name of the source, as given by the operator. */
  readonly source: string;
  readonly toolVersion: string;
  /** What it would cost to change nothing; null when it is not known. */
  readonly presentCost: Cost | null;
}
