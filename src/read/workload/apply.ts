import type { WorkloadRequest } from '../../domain/workload.ts';
import { termsSince } from '../../domain/workload-terms.ts';
import type { Draft } from './item.ts';
import type { WorkloadOptions } from './options.ts';

/** A draft as the options want it, with `zero` for the start of time. `adjusted` hears what was changed. */
export function applyOptions(
  draft: Draft,
  zero: number,
  options: WorkloadOptions,
  adjusted: (reason: string) => void,
): WorkloadRequest {
  const asked = askedSeconds(draft, options, adjusted);
  return {
    ...draft,
    submitSeconds: draft.submitSeconds - zero,
    terms: termsSince(draft.terms, zero),
    ...runTimes(asked, draft, options, adjusted),
    preemptible: preemptibleOf(draft, options),
  };
}

/** Users choose round limits; the smallest of these that covers the real run stands for an estimate that was not recorded. */
const USUAL_LIMITS = [5, 15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 5_760, 10_080].map((minutes) => minutes * 60);

function askedSeconds(draft: Draft, options: WorkloadOptions, adjusted: (reason: string) => void): number | null {
  const { missingEstimate } = options;
  if (draft.durationSeconds !== 'unsaid') return draft.durationSeconds;
  if (missingEstimate === 'none' || draft.realSeconds === null) return null;
  const real = draft.realSeconds;
  adjusted(
    missingEstimate === 'usual' ? 'no estimate: the usual limit above its run time' : 'no estimate: the default',
  );
  return missingEstimate === 'usual' ? usualLimit(real) : missingEstimate;
}

const WEEK_SECONDS = 7 * 86_400;

/** The smallest limit that users commonly choose and that covers so many seconds; whole weeks beyond a week. */
export const usualLimit = (seconds: number): number =>
  USUAL_LIMITS.find((limit) => limit >= seconds) ?? Math.ceil(seconds / WEEK_SECONDS) * WEEK_SECONDS;

type RunTimes = Pick<WorkloadRequest, 'durationSeconds' | 'realSeconds'>;

/**
 * Overruns are judged by what the user asked; only then are estimates made better or worse. What a reservation or a
 * deadline lease asks for is what it is to get, and no estimate.
 */
function runTimes(
  asked: number | null,
  { realSeconds: real, terms }: Draft,
  { overruns, estimates }: WorkloadOptions,
  adjusted: (reason: string) => void,
): RunTimes {
  const over = asked !== null && (real === null || real > asked);
  if (over && overruns !== 'keep') adjusted(`ran longer than asked: ${overruns === 'cap' ? 'capped' : 'extended'}`);
  const realSeconds = over && overruns === 'cap' ? asked : real;
  const durationSeconds = over && overruns === 'extend' ? real : asked;
  const isEstimate = terms.kind === 'best-effort';
  return { durationSeconds: isEstimate ? told(durationSeconds, realSeconds, estimates) : durationSeconds, realSeconds };
}

function told(asked: number | null, real: number | null, estimates: WorkloadOptions['estimates']): number | null {
  if (estimates === 'perfect') return real;
  return estimates === 'doubled' && asked !== null ? asked * 2 : asked;
}

/** What may start whenever there is room may be paused too, unless somebody says otherwise. */
function preemptibleOf({ preemptible, terms }: Draft, options: WorkloadOptions): boolean {
  if (options.preemptible !== null) return options.preemptible;
  return preemptible === 'unsaid' ? terms.kind === 'best-effort' : preemptible;
}
