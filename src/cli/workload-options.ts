import type { InferredOptionTypes, Options } from 'yargs';
import { DEFAULT_WORKLOAD_OPTIONS, type WorkloadOptions } from '../read/workload/options.ts';
import { hostsOf } from './simulation/hosts.ts';
import { offset, once, oneOf, text, whole } from './values.ts';

const WORKLOAD = 'Workload:';

/** Which part of a workload is read, and what is made of what its source leaves open. */
export const WORKLOAD_OPTIONS = {
  from: {
    type: 'string',
    group: WORKLOAD,
    describe: 'leave out what was submitted earlier, counted from the start: 7d; it becomes time 0',
    coerce: once('--from', offset),
  },
  until: {
    type: 'string',
    group: WORKLOAD,
    describe: 'leave out what was submitted then or later: 37d',
    coerce: once('--until', offset),
  },
  limit: {
    type: 'string',
    group: WORKLOAD,
    describe: 'so many requests at most',
    coerce: once('--limit', whole(1)),
  },
  preemptible: {
    type: 'string',
    group: WORKLOAD,
    describe: 'yes or no for all; else as the source says, and yes for best effort where it says nothing',
    coerce: once('--preemptible', oneOf(['yes', 'no'])),
  },
  estimates: {
    type: 'string',
    group: WORKLOAD,
    describe: "what planners are told of best effort's run times: real (users' own estimates), perfect or doubled",
    coerce: once('--estimates', oneOf(['real', 'perfect', 'doubled'])),
  },
  'missing-estimate': {
    type: 'string',
    group: WORKLOAD,
    describe: 'where there is no estimate: usual (the usual limit that covers the run), none, or a span such as 8h',
    coerce: once('--missing-estimate', missingEstimate),
  },
  overruns: {
    type: 'string',
    group: WORKLOAD,
    describe: 'runs longer than asked: keep, cap (at what was asked) or extend (what was asked)',
    coerce: once('--overruns', oneOf(['keep', 'cap', 'extend'])),
  },
  'procs-per-node': {
    type: 'string',
    group: WORKLOAD,
    describe: 'swf: processors of one node, and of one VM; else as its header says, else 1',
    coerce: once('--procs-per-node', whole(1)),
  },
  'memory-per-proc': {
    type: 'string',
    group: WORKLOAD,
    describe: 'swf: MiB a processor where the log does not say (1024)',
    coerce: once('--memory-per-proc', whole(1)),
  },
  machines: {
    type: 'string',
    group: WORKLOAD,
    describe: 'list of the machines of a trace; else the one beside it',
    coerce: once('--machines', text),
  },
  batches: {
    type: 'string',
    group: WORKLOAD,
    describe: 'azure2017: VMs created at once as singles or as gangs',
    coerce: once('--batches', oneOf(['singles', 'gangs'])),
  },
  annotations: {
    type: 'string',
    group: WORKLOAD,
    describe: 'LWF annotations: start, deadline, software and extras by lease id',
    coerce: once('--annotations', text),
  },
  inject: {
    type: 'string',
    group: WORKLOAD,
    describe: 'merge these requests in; their ids grow by 1000000',
    coerce: once('--inject', text),
  },
  'inject-until': {
    type: 'string',
    group: WORKLOAD,
    describe: 'leave out injected requests that start later',
    coerce: once('--inject-until', offset),
  },
  'workload-seed': {
    type: 'string',
    group: WORKLOAD,
    describe: 'azure2017: seed of the run times that are drawn (1)',
    coerce: once('--workload-seed', whole(0)),
  },
} as const satisfies Record<string, Options>;

/** The machines, where the source has none or others are wanted. */
export const HOSTS_OPTION = {
  hosts: {
    type: 'string',
    group: WORKLOAD,
    describe: 'hosts as COUNT:CORESxMIB: 144:1x1024, 20:80x517018,48:12x91832',
    coerce: once('--hosts', hostsOf),
  },
} as const satisfies Record<string, Options>;

export type WorkloadArgs = InferredOptionTypes<typeof WORKLOAD_OPTIONS>;

/** What the arguments say, else the defaults. */
export function workloadOptions(args: WorkloadArgs): WorkloadOptions {
  const plain = DEFAULT_WORKLOAD_OPTIONS;
  return {
    fromSeconds: args.from ?? plain.fromSeconds,
    untilSeconds: args.until ?? plain.untilSeconds,
    limit: args.limit ?? plain.limit,
    preemptible: args.preemptible === undefined ? plain.preemptible : args.preemptible === 'yes',
    estimates: (args.estimates as WorkloadOptions['estimates'] | undefined) ?? plain.estimates,
    missingEstimate: args['missing-estimate'] ?? plain.missingEstimate,
    overruns: (args.overruns as WorkloadOptions['overruns'] | undefined) ?? plain.overruns,
    procsPerNode: args['procs-per-node'] ?? plain.procsPerNode,
    memoryPerProcMib: args['memory-per-proc'] ?? plain.memoryPerProcMib,
    machines: args.machines ?? plain.machines,
    batches: (args.batches as WorkloadOptions['batches'] | undefined) ?? plain.batches,
    annotations: args.annotations ?? plain.annotations,
    inject: args.inject ?? plain.inject,
    injectUntilSeconds: args['inject-until'] ?? plain.injectUntilSeconds,
    seed: args['workload-seed'] ?? plain.seed,
  };
}

function missingEstimate(option: string, given: string): WorkloadOptions['missingEstimate'] {
  return given === 'usual' || given === 'none' ? given : Math.max(1, offset(option, given));
}
