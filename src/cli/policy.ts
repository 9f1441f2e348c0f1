import type { Policy } from '../domain/policy.ts';
import { readPolicy } from '../read/policy-file.ts';
import type { LimitArgs, PlanArgs } from './options.ts';

type PolicyArgs = Partial<Pick<PlanArgs, 'policy' | 'slot' | 'horizon' | 'solver'> & LimitArgs>;

/** The policy file, or the defaults, with what the command line says instead. */
export const policyOf = (args: PolicyArgs): Policy =>
  readPolicy(args.policy ?? null, {
    time: { slotSeconds: args.slot, horizonSeconds: args.horizon },
    limits: {
      timeLimitSeconds: args['time-limit'],
      gap: args.gap,
      seed: args.seed,
      nodeLimit: args['node-limit'],
      solver: args.solver,
    },
  });
