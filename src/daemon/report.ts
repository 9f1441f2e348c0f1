import type { Forecast } from '../domain/plan.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { Passed } from './gate.ts';
import type { Round } from './round.ts';
import type { Log } from './world.ts';

/** Why an epoch began. */
export type Call = 'clock' | 'event';

interface Numbers {
  readonly wallSeconds: number;
}

/** One line an epoch, its numbers as fields. */
export function reportPlan(
  log: Log,
  { epoch: { snapshot, solution, stageSeconds }, plan, readSeconds }: Extract<Round, { kind: 'planned' }>,
  { through, unapproved, setAside, beyondBudget }: Passed,
  { epoch, wallSeconds, call }: Numbers & { readonly epoch: number; readonly call: Call },
): void {
  const incumbent = incumbentOf(solution);
  log.info(
    {
      epoch,
      call,
      status: solution.status,
      by: incumbent?.by,
      cost: incumbent?.cost,
      vms: snapshot.vms.length,
      leases: snapshot.leases.length,
      actions: plan.actions.length,
      due: through.length,
      unapproved: unapproved.length,
      setAside: setAside.length,
      beyondBudget: beyondBudget.length,
      ...counted(plan.forecasts),
      wallSeconds: rounded(wallSeconds),
      stageSeconds: { ...roundedAll(stageSeconds), read: rounded(readSeconds) },
    },
    'planned',
  );
  for (const { id, reason } of unapproved) log.info({ epoch, action: id, reason }, 'waits for approval');
  for (const { id, reason, notBefore, dependsOn } of through) {
    log.debug({ epoch, action: id, notBefore, dependsOn, reason }, 'due');
  }
}

export const reportUnchanged = (log: Log, { wallSeconds, ...numbers }: Numbers & { readonly call: Call }): void =>
  log.debug({ ...numbers, wallSeconds: rounded(wallSeconds) }, 'unchanged');

export const reportFailure = (
  log: Log,
  { wallSeconds, ...failure }: Numbers & { readonly why: string; readonly error: string },
): void => log.error({ ...failure, wallSeconds: rounded(wallSeconds) }, 'the epoch failed and is tried again');

function counted(forecasts: readonly Forecast[]): Readonly<Record<string, number>> {
  const counts = { starts: 0, waits: 0, paused: 0, refused: 0 };
  for (const { outcome } of forecasts) if (outcome in counts) counts[outcome as keyof typeof counts] += 1;
  return counts;
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const roundedAll = (seconds: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(seconds).map(([stage, value]) => [stage, rounded(value)]));
