import type { InferredOptionTypes, Options } from 'yargs';
import { SOLVER_NAMES } from '../solve/registry.ts';
import { moment, names, once, oneOf, share, span, text, whole, wholeSpan } from './values.ts';

const PLANNING = 'Planning:';
const OUTPUT = 'Output:';

/** Which cloud, and what time it is there. */
export const SOURCE_OPTIONS = {
  from: {
    type: 'string',
    describe: 'xmlrpc[:URL], onevm, folder:DIR, sqlite:FILE or driver:FILE; the bundled cloud when left out',
    coerce: once('--from', text),
  },
  now: {
    type: 'string',
    describe:
      'ISO 8601 with a zone, or Unix seconds; when left out, the clock for a live cloud, the newest time of a recording',
    coerce: once('--now', moment),
  },
} as const satisfies Record<string, Options>;

/** How long and how well to search. */
export const LIMIT_OPTIONS = {
  'time-limit': {
    type: 'string',
    group: PLANNING,
    describe: 'end the search after so long: 30s',
    coerce: once('--time-limit', span),
  },
  gap: {
    type: 'string',
    group: PLANNING,
    describe: 'end the search when the gap is this small: 1%',
    coerce: once('--gap', share),
  },
  seed: { type: 'string', group: PLANNING, describe: 'seed of the search', coerce: once('--seed', whole(0)) },
  'node-limit': {
    type: 'string',
    group: PLANNING,
    describe: 'end the search after so many moves or nodes, whatever the clock says',
    coerce: once('--node-limit', whole(1)),
  },
} as const satisfies Record<string, Options>;

/** Who searches. */
export const SOLVER_OPTIONS = {
  solver: {
    type: 'string',
    group: PLANNING,
    describe: `one of ${SOLVER_NAMES.join(', ')}`,
    coerce: once('--solver', oneOf(SOLVER_NAMES)),
  },
} as const satisfies Record<string, Options>;

/** How many threads search. */
export const WORKER_OPTIONS = {
  workers: {
    type: 'string',
    group: PLANNING,
    describe: 'threads that search at one time; as many as there are cores when left out',
    coerce: once('--workers', whole(1)),
  },
} as const satisfies Record<string, Options>;

/** What is planned, and by which rules. */
export const POLICY_OPTIONS = {
  policy: { type: 'string', group: PLANNING, describe: 'policy file (YAML)', coerce: once('--policy', text) },
  slot: { type: 'string', group: PLANNING, describe: 'length of a slot: 5m', coerce: once('--slot', wholeSpan) },
  horizon: { type: 'string', group: PLANNING, describe: 'how far to plan: 4h', coerce: once('--horizon', wholeSpan) },
} as const satisfies Record<string, Options>;

/** How the answer is written. */
export const OUTPUT_OPTIONS = {
  json: { alias: 'j', type: 'boolean', group: OUTPUT, describe: 'one JSON document' },
  yaml: { alias: 'y', type: 'boolean', group: OUTPUT, describe: 'the same document as YAML' },
  csv: { type: 'boolean', group: OUTPUT, describe: 'the main table as CSV' },
  list: {
    alias: 'l',
    type: 'string',
    group: OUTPUT,
    describe: 'only these columns of the main table: A,B,C',
    coerce: once('--list', names),
  },
  header: {
    type: 'boolean',
    default: true,
    group: OUTPUT,
    describe: 'names of the columns; --no-header leaves them out',
  },
  quiet: { alias: 'q', type: 'boolean', group: OUTPUT, describe: 'no progress on stderr' },
  'log-level': {
    type: 'string',
    group: OUTPUT,
    default: 'warn',
    describe: 'silent, error, warn, info or debug; log lines go to stderr',
    coerce: once('--log-level', oneOf(['silent', 'error', 'warn', 'info', 'debug'])),
  },
} as const satisfies Record<string, Options>;

/** Everything a command that plans one cloud understands. */
export const PLAN_OPTIONS = {
  ...SOURCE_OPTIONS,
  ...POLICY_OPTIONS,
  ...LIMIT_OPTIONS,
  ...SOLVER_OPTIONS,
  ...WORKER_OPTIONS,
  ...OUTPUT_OPTIONS,
} as const;

export type SourceArgs = InferredOptionTypes<typeof SOURCE_OPTIONS>;
export type LimitArgs = InferredOptionTypes<typeof LIMIT_OPTIONS>;
export type OutputArgs = InferredOptionTypes<typeof OUTPUT_OPTIONS>;
/** What decides how a command reports on the way. */
export type ProgressArgs = Pick<OutputArgs, 'quiet' | 'log-level'>;
export type PlanArgs = InferredOptionTypes<typeof PLAN_OPTIONS>;
