import type { InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../domain/errors.ts';
import type { Amounts } from '../domain/resources.ts';
import type { WorkloadHost } from '../domain/workload.ts';
import type { GenerateTerms } from '../read/workload/generate/terms.ts';
import { amounts, offset, once, oneOf, share, text, whole } from './values.ts';

const GENERATE = 'What is made:';

const option = <Value>(name: string, describe: string, read: (option: string, given: string) => Value) =>
  ({ type: 'string', group: GENERATE, describe, coerce: once(`--${name}`, read) }) as const;

/** What a generated workload is to be like. */
export const GENERATE_OPTIONS = {
  seed: option('seed', 'the same seed makes the same workload (1)', whole(0)),
  name: option('name', 'its name (generated)', text),
  span: option('span', 'requests arrive within it (1d)', offset),
  load: option('load', 'work that arrives over what the hosts can give, of the scarcest resource (0.9)', oneAmount),
  arrivals: option(
    'arrivals',
    'poisson, daily (more by day) or bursts (poisson)',
    oneOf(['poisson', 'daily', 'bursts']),
  ),
  shapes: option('shapes', 'VMs as CORESxMIB, equally likely: 1x1024,2x4096 (an eighth to a half of a host)', shapesOf),
  'median-run': option('median-run', 'median run time (30m)', offset),
  'run-spread': option('run-spread', 'one standard deviation is so many times longer (3)', oneAmount),
  'longest-run': option('longest-run', 'longer runs are cut to it (1d)', offset),
  gangs: option('gangs', 'share of requests with several VMs (20%)', share),
  'largest-gang': option('largest-gang', 'VMs of a gang at most (as many as hosts, 16 at most)', whole(2)),
  reservations: option('reservations', 'share of advance reservations (10%)', share),
  notice: option('notice', 'mean time from their submit to their start (4h)', offset),
  deadlines: option('deadlines', 'share of leases with a deadline (10%)', share),
  slack: option('slack', 'mean room of a deadline, in times of the time asked for (2)', oneAmount),
  immediate: option('immediate', 'share of leases that start at once or never (0%)', share),
  preemptible: option('preemptible', 'share of best effort and deadlines that may be paused (80%)', share),
  users: option('users', 'how many users ask (20)', whole(1)),
} as const satisfies Record<string, Options>;

export type GenerateArgs = InferredOptionTypes<typeof GENERATE_OPTIONS>;

/** What the arguments say, else an ordinary day. Throws an `InputError` when shares or sizes can not be. */
export function generateTerms(args: GenerateArgs, hosts: readonly WorkloadHost[]): GenerateTerms {
  const shares = { ...plainShares(args) };
  if (shares.reservationShare + shares.deadlineShare + shares.immediateShare > 1) {
    throw new InputError('--reservations', 'shares of kinds add up to more than 1', 'Lower one of them.');
  }
  const shapes = args.shapes ?? usualShapes(hosts);
  const outsize = shapes.find((vm) => !hosts.some(({ capacity }) => fits(vm, capacity)));
  if (outsize !== undefined) throw new InputError('--shapes', 'a VM fits no host', 'Make it smaller, or hosts larger.');
  return {
    ...shares,
    name: args.name ?? 'generated',
    seed: args.seed ?? 1,
    hosts,
    spanSeconds: Math.max(1, args.span ?? 86_400),
    load: args.load ?? 0.9,
    arrivals: (args.arrivals as GenerateTerms['arrivals'] | undefined) ?? 'poisson',
    shapes,
    medianRunSeconds: Math.max(1, args['median-run'] ?? 1_800),
    runSpread: args['run-spread'] ?? 3,
    longestRunSeconds: Math.max(1, args['longest-run'] ?? 86_400),
    largestGang: args['largest-gang'] ?? Math.min(16, hosts.length),
    noticeSeconds: args.notice ?? 14_400,
    slack: args.slack ?? 2,
    users: args.users ?? 20,
  };
}

const plainShares = (args: GenerateArgs) => ({
  gangShare: args.gangs ?? 0.2,
  reservationShare: args.reservations ?? 0.1,
  deadlineShare: args.deadlines ?? 0.1,
  immediateShare: args.immediate ?? 0,
  preemptibleShare: args.preemptible ?? 0.8,
});

const fits = (vm: Amounts, capacity: Amounts): boolean =>
  vm.cpuCentis <= capacity.cpuCentis && vm.memoryMib <= capacity.memoryMib;

/** An eighth, a quarter and a half of the smallest host. */
function usualShapes(hosts: readonly WorkloadHost[]): readonly Amounts[] {
  const cpu = Math.min(...hosts.map(({ capacity }) => capacity.cpuCentis));
  const memory = Math.min(...hosts.map(({ capacity }) => capacity.memoryMib));
  return [8, 4, 2].map((part) => ({
    cpuCentis: Math.max(1, Math.floor(cpu / part)),
    memoryMib: Math.max(1, Math.floor(memory / part)),
  }));
}

function oneAmount(name: string, given: string): number {
  const [value, ...rest] = amounts(name, given);
  if (value !== undefined && rest.length === 0) return value;
  throw new InputError(name, `expected one number above 0, found "${given}"`, `Write ${name} 0.9.`);
}

function shapesOf(name: string, given: string): readonly Amounts[] {
  return given.split(',').map((part) => {
    const [, cores, mib] = /^(\d{1,5}(?:\.\d{1,2})?)x(\d{1,9})$/.exec(part.trim()) ?? [];
    const vm = { cpuCentis: Math.round(Number(cores) * 100), memoryMib: Number(mib) };
    if (vm.cpuCentis > 0 && vm.memoryMib > 0) return vm;
    throw new InputError(name, `can not read "${part}"`, `Write ${name} 1x1024,2x4096: cores and MiB.`);
  });
}
