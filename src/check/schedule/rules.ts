import { costAt, MEND, SHAPE } from '../../domain/levels.ts';
import type { Problem, Rule } from '../../domain/problem.ts';
import { combine, type Finding } from '../finding.ts';
import type { Breach } from './breach.ts';
import { apart, together } from './pairs.ts';
import { pool } from './pool.ts';
import type { Replay } from './replay.ts';
import { spread } from './spread.ts';

/**
 * affinity, anti-affinity, spread, pool: what a `must` leaves broken, excused by the present, costs its seconds at
 * level mend; what a `prefer` breaks costs them at level shape and is never a violation.
 */
export function checkRules(problem: Problem, replay: Replay): Finding {
  return combine(
    problem.rules.map((rule) => {
      const { seconds, violations } = breachOf(problem, rule, replay);
      return rule.strength === 'must'
        ? { violations, cost: costAt(MEND, seconds) }
        : { violations: [], cost: costAt(SHAPE, seconds) };
    }),
  );
}

function breachOf(problem: Problem, rule: Rule, replay: Replay): Breach {
  switch (rule.kind) {
    case 'apart':
      return apart(problem, rule, replay);
    case 'together':
      return together(problem, rule, replay);
    case 'spread':
      return spread(problem, rule, replay);
    case 'pool':
      return pool(problem, rule, replay);
  }
}
