import type { InferredOptionTypes, Options } from 'yargs';
import { AUTOMATIONS } from '../daemon/gate.ts';
import { DEFAULT_DAEMON_SETTINGS } from '../daemon/settings.ts';
import {
  LIMIT_OPTIONS,
  OUTPUT_OPTIONS,
  POLICY_OPTIONS,
  SOLVER_OPTIONS,
  SOURCE_OPTIONS,
  WORKER_OPTIONS,
} from './options.ts';
import { once, oneOf, span, text, whole } from './values.ts';

const RUNNING = 'Running:';

/** What `oneplan run` understands. */
export const RUN_OPTIONS = {
  from: { ...SOURCE_OPTIONS.from, describe: 'xmlrpc[:URL], onevm or sqlite:FILE; xmlrpc when left out' },
  interval: {
    type: 'string',
    group: RUNNING,
    default: '60s',
    describe: 'from one epoch to the next; early on events',
    coerce: once('--interval', span),
  },
  once: { type: 'boolean', group: RUNNING, describe: 'one epoch, what is due, and the end: for cron' },
  automation: {
    type: 'string',
    group: RUNNING,
    default: DEFAULT_DAEMON_SETTINGS.automation,
    describe: 'manual: plans only; partial: starts and ends, what runs is left alone; full: all of the plan',
    coerce: once('--automation', oneOf(AUTOMATIONS)),
  },
  'max-actions': {
    type: 'string',
    group: RUNNING,
    describe: 'actions carried out in one epoch at most; no limit when left out',
    coerce: once('--max-actions', whole(1)),
  },
  'dry-run': { type: 'boolean', group: RUNNING, describe: 'plans and says so, and sends nothing to the cloud' },
  enactor: {
    type: 'string',
    group: RUNNING,
    describe: 'xmlrpc or onevm: how commands are sent; onevm with --from onevm, else xmlrpc',
    coerce: once('--enactor', oneOf(['xmlrpc', 'onevm'])),
  },
  events: {
    type: 'string',
    group: RUNNING,
    describe: "tcp://HOST:PORT of OpenNebula's hook publisher, or none; port 2101 where the cloud is when left out",
    coerce: once('--events', text),
  },
  store: {
    type: 'string',
    group: RUNNING,
    describe: 'file in which the planner remembers; in the state folder of its user when left out',
    coerce: once('--store', text),
  },
  'driver-socket': {
    type: 'string',
    group: RUNNING,
    describe: "where oned's scheduler driver asks, or none; in the state folder of its user when left out",
    coerce: once('--driver-socket', text),
  },
  ...POLICY_OPTIONS,
  ...LIMIT_OPTIONS,
  ...SOLVER_OPTIONS,
  ...WORKER_OPTIONS,
  'log-level': { ...OUTPUT_OPTIONS['log-level'], default: 'info' },
} as const satisfies Record<string, Options>;

export type RunArgs = InferredOptionTypes<typeof RUN_OPTIONS> & { readonly source?: string | undefined };
