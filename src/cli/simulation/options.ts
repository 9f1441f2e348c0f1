import type { InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { POLICY_NAMES } from '../../simulate/policies/registry.ts';
import { amounts, names, once, oneOf, share, text, whole, wholeSpan } from '../values.ts';
import { hostsOf } from './hosts.ts';

const WORKLOAD = 'Workload:';
const CLOUD = 'Cloud:';
const FAULTS = 'Faults:';

/** One rate in MiB per second. */
const rate = (option: string, given: string): number => amounts(option, given)[0] as number;

const planning = (option: string, given: string): number | 'measured' =>
  given === 'measured' ? given : whole(0)(option, given);

/** A span that may be nothing. */
const spanOrNone = (option: string, given: string): number => (given === '0' ? 0 : wholeSpan(option, given));

/** Seconds, or as a span: a moment on the workload's own clock. */
const clockTime = (option: string, given: string): number =>
  /^\d{1,11}$/.test(given) ? Number(given) : wholeSpan(option, given);

function overrunOf(option: string, given: string): 'truncate' | 'extend' | 'stop' {
  if (given === 'truncate' || given === 'extend' || given === 'stop') return given;
  throw new InputError(option, `there is no "${given}"`, 'Write truncate, extend or stop.');
}

/** What a simulation is of. */
export const WORKLOAD_OPTIONS = {
  hosts: {
    type: 'string',
    group: WORKLOAD,
    describe: 'the cluster: 144:1x1024 or 10:16x64G,2:32x128G; the one the workload names when left out',
    coerce: once('--hosts', hostsOf),
  },
  inject: { type: 'string', group: WORKLOAD, describe: 'a second workload, merged in', coerce: once('--inject', text) },
  'inject-until': {
    type: 'string',
    group: WORKLOAD,
    describe: 'leave out injected requests that start later: seconds, or 4d',
    coerce: once('--inject-until', clockTime),
  },
  annotations: { type: 'string', group: WORKLOAD, describe: 'LWF annotations', coerce: once('--annotations', text) },
  from: {
    type: 'string',
    group: WORKLOAD,
    describe: 'leave out what was submitted before: seconds, or 7d',
    coerce: once('--from', clockTime),
  },
  until: {
    type: 'string',
    group: WORKLOAD,
    describe: 'leave out what was submitted from then on',
    coerce: once('--until', clockTime),
  },
  limit: { type: 'string', group: WORKLOAD, describe: 'so many requests at most', coerce: once('--limit', whole(1)) },
  estimates: {
    type: 'string',
    group: WORKLOAD,
    describe: 'run times that planners are told: real (as users asked), perfect or doubled',
    coerce: once('--estimates', oneOf(['real', 'perfect', 'doubled'])),
  },
  preemptible: {
    type: 'boolean',
    group: WORKLOAD,
    describe: 'whether leases may be paused; as the workload says when left out',
  },
} as const satisfies Record<string, Options>;

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
  seeds: {
    type: 'string',
    group: FAULTS,
    describe: 'runs with so many seeds, one after another',
    coerce: once('--seeds', whole(1)),
  },
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
    describe: 'folder for the result and the event log of each run',
    coerce: once('--output', text),
  },
} as const satisfies Record<string, Options>;

export type SimulationArgs = InferredOptionTypes<
  typeof WORKLOAD_OPTIONS & typeof CLOUD_OPTIONS & typeof FAULT_OPTIONS & typeof RUN_OPTIONS
>;
