import type { DriverAnswer } from '../../domain/driver.ts';
import { schedulerMessages } from '../../read/driver.ts';
import type { Recording } from '../../read/recording.ts';
import { untold } from '../../report/driver/told.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { policyOf } from '../policy.ts';
import { documentGiven } from './document.ts';
import type { DriverArgs } from './options.ts';
import { optimized, placed } from './planned.ts';

/** What oned asks. */
export type Question = { readonly action: 'place' } | { readonly action: 'optimize'; readonly cluster: number };

/** oned waits as long as it takes, and meanwhile nothing else is scheduled. */
const TIME_LIMITS: Readonly<Record<Question['action'], number>> = { place: 5, optimize: 30 };

/** Reads the document, plans it, and answers within the time limit. Throws an `InputError` or a `NoPlanError`. */
export async function answered(question: Question, args: DriverArgs, ended: AbortSignal): Promise<DriverAnswer> {
  const due = SYSTEM_CLOCK.elapsedSeconds() + (args['time-limit'] ?? TIME_LIMITS[question.action]);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), (due - SYSTEM_CLOCK.elapsedSeconds()) * 1_000);
  const signal = AbortSignal.any([limit.signal, ended]);
  try {
    const document = await documentGiven(args.document, args.now ?? SYSTEM_CLOCK.unixSeconds(), signal);
    const answer = await planned(question, document, { args, due, signal });
    return { ...answer, messages: untold(answer.messages, schedulerMessages(document)) };
  } finally {
    clearTimeout(timer);
  }
}

interface Terms {
  readonly args: DriverArgs;
  /** When the answer is due, by the stopwatch. */
  readonly due: number;
  readonly signal: AbortSignal;
}

async function planned(question: Question, document: Recording, { args, due, signal }: Terms): Promise<DriverAnswer> {
  const snapshot = await document.read();
  const timeLimit = searchSeconds(due - SYSTEM_CLOCK.elapsedSeconds());
  const terms = { policy: policyOf({ ...args, 'time-limit': timeLimit }), workers: args.workers, signal };
  return question.action === 'place' ? placed(snapshot, terms) : optimized(snapshot, question.cluster, terms);
}

/** What is left for the search when a third of the time is kept for formulating, checking and writing. */
const searchSeconds = (secondsLeft: number): number => Math.max(0.2, secondsLeft * (2 / 3));
