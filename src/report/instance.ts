import { gapOf, SERVICE } from '../domain/levels.ts';
import { incumbentOf, type Solution } from '../domain/solution.ts';
import { found } from './proof.ts';
import { type Sheet, sheet } from './sheet.ts';
import { type TextStyle, textTable } from './text-table.ts';
import { amount, elapsed, percent } from './words.ts';

/** What is known of a bare instance and of the run, beside the solution. */
export interface InstanceRun {
  readonly name: string;
  /** What every schedule pays; not in the solution's costs. */
  readonly constant: number;
  /** The objective if every lease started at its release. */
  readonly ideal: number;
  /** When solving began, seconds after the command did. */
  readonly begunSeconds: number;
  readonly timeSeconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMib: number;
}

/** The answer to a bare instance. Objectives are the instance's own; null where there is none. */
export interface InstanceAnswer {
  readonly name: string;
  readonly status: Solution['status'];
  readonly objective: number | null;
  readonly bound: number | null;
  /** (objective − bound) / max(|objective|, 1). */
  readonly gap: number | null;
  readonly ideal: number;
  /** (objective − bound) / (objective − ideal). */
  readonly excessGap: number | null;
  readonly solver: string | null;
  /** From the start of the command to the last answer. */
  readonly timeSeconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMib: number;
  /** `atSeconds` from the start of the command. */
  readonly improvements: readonly {
    readonly atSeconds: number;
    readonly objective: number | null;
    readonly bound: number;
    readonly by: string;
  }[];
  readonly faults: readonly string[];
}

/** Puts a solution into the words of the instance: one objective, in which every level but service is empty. */
export function instanceAnswer(solution: Solution, run: InstanceRun): InstanceAnswer {
  const cost = incumbentOf(solution)?.cost ?? null;
  const objective = cost === null ? null : cost[SERVICE] + run.constant;
  const bound = 'bound' in solution ? solution.bound[SERVICE] + run.constant : null;
  return {
    name: run.name,
    status: solution.status,
    objective,
    bound,
    gap: objective === null || bound === null ? null : gapOf(objective, bound),
    ideal: run.ideal,
    excessGap: objective === null || bound === null ? null : excessGap(objective, bound, run.ideal),
    solver: found(solution)?.by ?? null,
    timeSeconds: toMillis(run.timeSeconds),
    cpuSeconds: toMillis(run.cpuSeconds),
    peakRssMib: run.peakRssMib,
    improvements: solution.trace.improvements.map(({ atSeconds, cost, bound, by }) => ({
      atSeconds: toMillis(run.begunSeconds + atSeconds),
      objective: cost === null ? null : cost[SERVICE] + run.constant,
      bound: bound[SERVICE] + run.constant,
      by,
    })),
    faults: solution.trace.faults,
  };
}

/** How incumbent and bound came closer. */
export const instanceSheet = ({ improvements }: InstanceAnswer): Sheet =>
  sheet(
    'Improvements',
    [
      { name: 'TIME', about: 'since the command began', cell: ({ atSeconds }) => elapsed(atSeconds) },
      { name: 'OBJECTIVE', about: 'of the incumbent', cell: ({ objective }) => objective },
      { name: 'BOUND', about: 'no solution costs less', cell: ({ bound }) => bound },
      { name: 'BY', about: 'who found it', left: true, cell: ({ by }) => by },
    ],
    improvements,
  );

/** The answer in a few lines. */
export function instanceText(answer: InstanceAnswer, style: TextStyle): string {
  const { objective, bound, gap, excessGap } = answer;
  const value = (number: number | null): string => (number === null ? '-' : amount(number));
  const share = (number: number | null): string => (number === null ? '-' : percent(number));
  return (
    `${textTable(instanceSheet(answer), style)}\n` +
    `${answer.name}: ${answer.status}: objective ${value(objective)}, bound ${value(bound)}, gap ${share(gap)} ` +
    `(${share(excessGap)} of the excess over ${amount(answer.ideal)}); found by ${answer.solver ?? 'nobody'}, ` +
    `${elapsed(answer.timeSeconds)}, CPU ${elapsed(answer.cpuSeconds)}, ${amount(answer.peakRssMib)} MiB\n` +
    answer.faults.map((fault) => `survived: ${fault}\n`).join('')
  );
}

/** Milliseconds are as much as a clock is worth. */
const toMillis = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const excessGap = (objective: number, bound: number, ideal: number): number =>
  objective <= ideal ? 0 : Math.min(1, Math.max(0, objective - bound) / (objective - ideal));
