import { checkSchedule } from '../check/schedule.ts';
import type { Policy } from '../domain/policy.ts';
import type { Source, World } from '../ports.ts';
import { solverNamed } from '../solve/registry.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { Io } from './io.ts';
import { loggerOf } from './logger.ts';
import type { PlanArgs, ProgressArgs } from './options.ts';
import { progress } from './progress.ts';

type WorldArgs = ProgressArgs & Partial<Pick<PlanArgs, 'workers'>>;

/** Everything from outside that one epoch needs, as the command line has it. */
export function worldOf(source: Source, policy: Policy, args: WorldArgs, io: Io): World {
  const logger = loggerOf(args['log-level']);
  const quiet = args.quiet === true;
  return {
    source,
    solver: solverNamed(policy.limits.solver, {
      check: checkSchedule,
      maxHost: policy.rank.maxHost,
      workers: args.workers,
    }),
    clock: SYSTEM_CLOCK,
    events: progress(io, { clock: SYSTEM_CLOCK, logger, quiet, constant: 0 }),
    signal: io.signal,
    promises: [],
    last: null,
  };
}
