import type { Logger } from 'pino';
import {
  addCosts,
  type Cost,
  compareCosts,
  costAt,
  gapOf,
  headlineLevel,
  LEVELS,
  SERVICE,
  ZERO_COST,
} from '../domain/levels.ts';
import type { Clock, SolverEvents } from '../ports.ts';
import { amount, percent } from '../report/words.ts';
import type { Io } from './io.ts';

/** How progress is shown. */
export interface ProgressOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Only logs. */
  readonly quiet: boolean;
  /** What every schedule pays at level service, and costs leave out. */
  readonly constant: number;
}

/** Writes a line to stderr whenever incumbent or bound get better: time, incumbent, bound, gap, level, solver. */
export function progress(io: Io, { clock, logger, quiet, constant }: ProgressOptions): SolverEvents {
  let incumbent: Cost | null = null;
  let bound: Cost = ZERO_COST;
  let headed = false;
  return {
    improved: ({ cost, bound: newBound, by }) => {
      const better = cost !== null && (incumbent === null || compareCosts(cost, incumbent) < 0);
      const tighter = compareCosts(newBound, bound) > 0;
      if (better) incumbent = cost;
      if (tighter) bound = newBound;
      const paid = costAt(SERVICE, constant);
      logger.debug({ by, cost, bound: newBound }, 'improved');
      if (quiet || (!better && !tighter)) return;
      if (!headed) io.err(HEAD);
      headed = true;
      io.err(line(clock.elapsedSeconds(), incumbent && addCosts(incumbent, paid), addCosts(bound, paid), better, by));
    },
    fault: (message) => logger.warn({ fault: message }, 'a solver misbehaved and was survived'),
  };
}

const row = (time: string, incumbent: string, bound: string, gap: string, level: string, by: string): string =>
  `${time.padStart(9)}  ${incumbent.padStart(15)} ${bound.padStart(15)} ${gap.padStart(8)}  ${level.padEnd(10)} ${by}\n`;

const HEAD = row('time', 'incumbent', 'bound', 'gap', 'level', 'by');

/** `*` marks a better incumbent, as integer programming solvers do. */
function line(seconds: number, incumbent: Cost | null, bound: Cost, better: boolean, by: string): string {
  const level = headlineLevel(incumbent ?? bound, bound);
  const cost = incumbent?.[level];
  const least = bound[level] as number;
  return row(
    `${better ? '*' : ' '}${seconds.toFixed(1)} s`,
    cost === undefined ? '-' : amount(cost),
    amount(least),
    cost === undefined ? '-' : percent(gapOf(cost, least)),
    LEVELS[level] as string,
    by,
  );
}
