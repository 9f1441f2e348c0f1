import type { InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { POLICY_NAMES } from '../../simulate/policies/registry.ts';
import { amounts, names, once, oneOf, share, text, whole, wholeSpan } from '../values.ts';
import type { HOSTS_OPTION, WORKLOAD_OPTIONS } from '../workload-options.ts';

const CLOUD = 'Cloud:';
const FAULTS = 'Faults:';
const COMPARISON = 'Comparison:';

/** One rate in MiB per second. */
const rate = (option: string, given: string): number => amounts(option, given)[0] as number;

const planning = (option: string, given: string): number | 'measured' =>
  given === 'measured' ? given : whole(0)(option, given);

/** A span that may be nothing. */
const spanOrNone = (option: string, given: string): number => (given === '0' ? 0 : wholeSpan(option, given));

function overrunOf(option: string, given: string): 'truncate' | 'extend' | 'stop' {
  if (given === 'truncate' || given === 'extend' || given === 'stop') return given;
  throw new InputError(option, `there is no "${given}"`, 'Write truncate, extend or stop.');
}

/** How the simulated cloud behaves. */
export const CLOUD_OPTIONS = {
  boot: { type: 'string', group: CLOUD, describe: 'a boot takes so long', coerce: once('--boot', spanOrNone) },
  shutdown: {
    type: 'string',
    group: CLOUD,
    describe: 'a shutdown takes so long',
    coerce: once('--shutdown', spanOrNone),
  },
  'save-rate': {
    type: 'string',
    group: CLOUD,
    describe: 'MiB of memory saved a second; no time when left out',
    coerce: once('--save-rate', rate),
  },
  'resume-rate': {
    type: 'string',
    group: CLOUD,
    describe: 'MiB of memory resumed a second; as --save-rate when left out',
    coerce: once('--resume-rate', rate),
  },
  'migration-rate': {
    type: 'string',
    group: CLOUD,
    describe: 'MiB of saved memory moved a second; no time when left out',
    coerce: once('--migration-rate', rate),
  },
  'parallel-saves': {
    type: 'boolean',
    group: CLOUD,
    describe: 'hosts save and resume VMs side by side, not one after another',
  },
  'transfer-rate': {
    type: 'string',
    group: CLOUD,
    describe: 'MiB of disk images sent a second, and kept by hosts without limit; images are there when left out',
    coerce: once('--transfer-rate', rate),
  },
  multicast: { type: 'boolean', group: CLOUD, describe: 'one transfer serves all hosts of a lease' },
  overrun: {
    type: 'string',
    group: CLOUD,
    describe: 'leases that run longer than asked: truncate, extend or stop',
    coerce: once('--overrun', overrunOf),
  },
  oracle: { type: 'boolean', group: CLOUD, describe: 'policies are told real run times' },
  'planning-seconds': {
    type: 'string',
    group: CLOUD,
    describe: 'a decision takes so many seconds of the clock, or its wall time: 0, 5, measured',
    coerce: once('--planning-seconds', planning),
  },
} as const satisfies Record<string, Options>;

/** What goes wrong. */
export const FAULT_OPTIONS = {
  'host-failure': {
    type: 'string',
    group: FAULTS,
    describe: 'mean time between failures of a host; never when left out',
    coerce: once('--host-failure', wholeSpan),
  },
  'host-repair': {
    type: 'string',
    group: FAULTS,
    describe: 'mean time until it is back',
    coerce: once('--host-repair', wholeSpan),
  },
  'command-failure': {
    type: 'string',
    group: FAULTS,
    describe: 'share of starts, pauses, resumes and migrations that fail: 1%',
    coerce: once('--command-failure', share),
  },
  seed: { type: 'string', group: FAULTS, describe: 'of what is drawn', coerce: once('--seed', whole(0)) },
} as const satisfies Record<string, Options>;

/** Who decides, and where results go. */
export const RUN_OPTIONS = {
  policies: {
    type: 'string',
    describe: `of ${POLICY_NAMES}; words after a colon set one: one-drs:pack, haizea:threshold=120`,
    coerce: once('--policies', names),
  },
  output: {
    alias: 'o',
    type: 'string',
    describe: 'folder for report.html, result.json, runs.csv, leases.csv and the event log of each run',
    coerce: once('--output', text),
  },
} as const satisfies Record<string, Options>;

/** Against whom, over how many cases, and how it is drawn. */
export const COMPARISON_OPTIONS = {
  baseline: {
    type: 'string',
    group: COMPARISON,
    describe: 'compare the others with this policy; with easy when left out, else with the last one',
    coerce: once('--baseline', text),
  },
  seeds: {
    type: 'string',
    group: COMPARISON,
    describe: 'every policy meets so many seeds, from --seed on',
    coerce: once('--seeds', whole(1)),
  },
  windows: {
    type: 'string',
    group: COMPARISON,
    describe: 'every policy meets so many windows of the workload, each on an empty cloud',
    coerce: once('--windows', whole(1)),
  },
  'window-length': {
    type: 'string',
    group: COMPARISON,
    describe: 'requests of so long a time are in each window: 7d; as long as fits when left out',
    coerce: once('--window-length', wholeSpan),
  },
  charts: {
    type: 'string',
    group: COMPARISON,
    describe: 'each chart as a file in the folder, too: svg or png',
    coerce: once('--charts', oneOf(['svg', 'png'])),
  },
  events: {
    type: 'boolean',
    default: true,
    group: COMPARISON,
    describe: 'event logs in the folder; --no-events leaves them out',
  },
} as const satisfies Record<string, Options>;

export type SimulationArgs = InferredOptionTypes<
  typeof WORKLOAD_OPTIONS &
    typeof HOSTS_OPTION &
    typeof CLOUD_OPTIONS &
    typeof FAULT_OPTIONS &
    typeof COMPARISON_OPTIONS &
    typeof RUN_OPTIONS
>;
