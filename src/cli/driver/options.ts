import type { InferredOptionTypes, Options } from 'yargs';
import { LIMIT_OPTIONS, POLICY_OPTIONS, SOLVER_OPTIONS, SOURCE_OPTIONS, WORKER_OPTIONS } from '../options.ts';
import { once, span, text } from '../values.ts';

const DRIVER = 'Driver:';

/** What `oneplan driver place` and `optimize` understand: oned itself gives no option. */
export const DRIVER_OPTIONS = {
  document: {
    type: 'string',
    group: DRIVER,
    describe: 'a file in the place of standard input',
    coerce: once('--document', text),
  },
  now: SOURCE_OPTIONS.now,
  'time-limit': {
    type: 'string',
    group: DRIVER,
    describe: 'answer after so long: 5s for place, 30s for optimize when left out',
    coerce: once('--time-limit', span),
  },
  ask: {
    type: 'boolean',
    group: DRIVER,
    default: true,
    describe: 'ask the planner process where one runs; --no-ask plans by itself',
  },
  socket: {
    type: 'string',
    group: DRIVER,
    describe: "where the planner process listens; in its user's state folder when left out",
    coerce: once('--socket', text),
  },
  policy: POLICY_OPTIONS.policy,
  seed: LIMIT_OPTIONS.seed,
  'node-limit': LIMIT_OPTIONS['node-limit'],
  ...SOLVER_OPTIONS,
  ...WORKER_OPTIONS,
} as const satisfies Record<string, Options>;

export type DriverArgs = InferredOptionTypes<typeof DRIVER_OPTIONS>;

/** What `oneplan driver install` understands. */
export const INSTALL_OPTIONS = {
  policy: { ...POLICY_OPTIONS.policy, describe: 'policy file (YAML) that the driver plans by' },
} as const satisfies Record<string, Options>;

export type InstallArgs = InferredOptionTypes<typeof INSTALL_OPTIONS>;
