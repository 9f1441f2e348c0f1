import process from 'node:process';
import type { DriverAnswer, DriverQuestion } from '../../domain/driver.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { schedulerMessages } from '../../read/driver.ts';
import { untold } from '../../report/driver/told.ts';
import { driverSocket } from '../../store/state-folder.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { policyOf } from '../policy.ts';
import { askedPlanner } from './ask.ts';
import { documentGiven } from './document.ts';
import type { DriverArgs } from './options.ts';
import { optimized, placed } from './planned.ts';

/** What oned asks, before its document is read. */
export type Asked = { readonly action: 'place' } | { readonly action: 'optimize'; readonly cluster: number };

/** oned waits as long as it takes, and meanwhile nothing else is scheduled. */
const TIME_LIMITS: Readonly<Record<Asked['action'], number>> = { place: 5, optimize: 30 };

/**
 * Reads the document, asks the planner process or else plans it, and answers within the time limit.
 * Throws an `InputError` or a `NoPlanError`.
 */
export async function answered(asked: Asked, args: DriverArgs, ended: AbortSignal): Promise<DriverAnswer> {
  const timeLimit = args['time-limit'] ?? TIME_LIMITS[asked.action];
  const due = SYSTEM_CLOCK.elapsedSeconds() + timeLimit;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeLimit * 1_000);
  const signal = AbortSignal.any([limit.signal, ended]);
  try {
    const document = await documentGiven(args.document, args.now ?? SYSTEM_CLOCK.unixSeconds(), signal);
    const snapshot = await document.read();
    const told = schedulerMessages(document);
    const known = await askedOf(asked, snapshot, { args, due, signal });
    const { actions, messages } = known ?? (await planned(asked, snapshot, { args, due, signal }));
    return { actions, messages: untold(messages, told) };
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

/** The planner process's answer; null when there is none, and enough time is left to plan here. */
async function askedOf(asked: Asked, { vms }: Snapshot, { args, due, signal }: Terms): Promise<DriverAnswer | null> {
  const socket = args.ask ? socketOf(args) : null;
  if (socket === null) return null;
  const question: DriverQuestion = { ...asked, vms: vms.map(({ id }) => id) };
  const patience = Math.max(0.1, (due - SYSTEM_CLOCK.elapsedSeconds()) * PATIENCE);
  return askedPlanner(socket, question, AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(patience * 1_000))]));
}

/** Share of the time left that a process which is busy planning is waited for. */
const PATIENCE = 0.4;

/** Null when there is no place where a planner process of this user would listen. */
function socketOf({ socket }: DriverArgs): string | null {
  try {
    return socket ?? driverSocket(process.env);
  } catch {
    return null;
  }
}

function planned(asked: Asked, snapshot: Snapshot, { args, due, signal }: Terms): Promise<DriverAnswer> {
  const timeLimit = searchSeconds(due - SYSTEM_CLOCK.elapsedSeconds());
  const terms = { policy: policyOf({ ...args, 'time-limit': timeLimit }), workers: args.workers, signal };
  return asked.action === 'place' ? placed(snapshot, terms) : optimized(snapshot, asked.cluster, terms);
}

/** What is left for the search when a third of the time is kept for formulating, checking and writing. */
const searchSeconds = (secondsLeft: number): number => Math.max(0.2, secondsLeft * (2 / 3));
