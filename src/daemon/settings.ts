import type { Policy } from '../domain/policy.ts';
import { DEBOUNCE, type Debounce } from './alarm.ts';
import { type GateTerms, policyUnder } from './gate.ts';

/** How the planner process runs. Spans in seconds. */
export interface DaemonSettings extends GateTerms {
  readonly intervalSeconds: number;
  /** Ends after one epoch, when all that was due is over. */
  readonly once: boolean;
  /** Sends nothing to the cloud, neither commands nor messages. */
  readonly dryRun: boolean;
  readonly debounce: Debounce;
  /** The search of an early epoch, and of one in which nothing but time has passed, lasts at most so long. */
  readonly shortSearchSeconds: number;
  /** How long commands under way are followed when the process is asked to end. */
  readonly graceSeconds: number;
  /** Messages to owners in one epoch. */
  readonly notesPerEpoch: number;
}

export const DEFAULT_DAEMON_SETTINGS: DaemonSettings = {
  automation: 'full',
  maxActions: null,
  intervalSeconds: 60,
  once: false,
  dryRun: false,
  debounce: DEBOUNCE,
  shortSearchSeconds: 0.8,
  graceSeconds: 10,
  notesPerEpoch: 50,
};

/**
 * The operator's policy as the process plans by it: within its automation level; a search lasts half an interval at most;
 * and what is due reaches to where the next plan is in force, which is when the next epoch has been planned. Each epoch
 * has dice of its own, or one would search again where the last one has found nothing.
 */
export function policyOfProcess(
  policy: Policy,
  settings: DaemonSettings,
  { searchSeconds, round }: { readonly searchSeconds: number; readonly round: number },
): Policy {
  const longest = Math.min(policy.limits.timeLimitSeconds, settings.intervalSeconds / 2);
  return {
    ...policyUnder(policy, settings.automation),
    time: { ...policy.time, epochSeconds: Math.ceil(settings.intervalSeconds + longest + PLANNING_SECONDS) },
    limits: { ...policy.limits, timeLimitSeconds: Math.min(longest, searchSeconds), seed: policy.limits.seed + round },
  };
}

/** What reading, formulating and checking may take. */
const PLANNING_SECONDS = 5;
