import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import { hostId, leaseId, vmId } from '../domain/ids.ts';
import { costAt, SERVICE } from '../domain/levels.ts';
import type { Job, Problem, ProblemHost, ProblemVm } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';

/** A larger file is refused unread: the largest instance in use has 100,000 leases and 20 MiB. */
const MAX_BYTES = 512 * 1024 * 1024;

/** VMs of one lease, at most. */
const MOST_NODES = 64;

const whole = z.int().nonnegative();
const hostSchema = z.object({ cls: whole, cpu: whole, mem: whole });
const leaseSchema = z.object({
  cpu: whole,
  mem: whole,
  nodes: z.int().min(1).max(MOST_NODES),
  dur: z.int().min(1),
  release: whole,
  deadline: z.int(),
  weight: whole,
  penalty: whole,
  kind: z.enum(['be', 'dl', 'ar', 'run']),
  fixed: z.int().min(-1),
  on: z.array(whole).nullable(),
  mig: whole,
  /** What it is called in other instances as well; its position when left out. */
  id: whole.max(1e9).optional(),
});
const instanceSchema = z
  .object({
    name: z.string().max(200).default('instance'),
    H: z.int().min(1).max(100_000),
    L: z.int().min(0).max(1_000_000),
    T: z.int().min(1).max(10_000),
    hosts: z.array(hostSchema),
    leases: z.array(leaseSchema),
  })
  .superRefine((instance, context) => {
    const wrong = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (instance.hosts.length !== instance.H) wrong(['hosts'], `expected H = ${instance.H} hosts`);
    if (instance.leases.length !== instance.L) wrong(['leases'], `expected L = ${instance.L} leases`);
    const ids = new Set(instance.leases.map(({ id }, index) => id ?? index));
    if (ids.size !== instance.leases.length) wrong(['leases'], 'expected an id of its own for each lease');
    for (const [index, lease] of instance.leases.entries()) {
      if (lease.kind !== 'run') continue;
      const on = lease.on ?? [];
      if (on.length !== lease.nodes) wrong(['leases', index, 'on'], 'expected one host per node of a running lease');
      if (on.some((host) => host >= instance.H)) wrong(['leases', index, 'on'], 'names a host that is not there');
    }
  });

/** A bare planning problem as its file says it: whole numbers, slots for times. */
export type Instance = z.infer<typeof instanceSchema>;
type InstanceLease = Instance['leases'][number];

/** An answer to a bare planning problem: start slot (−1: left out) and host of each node, by lease. */
export interface InstanceSolution {
  readonly start: readonly number[];
  readonly hosts: readonly (readonly number[] | null)[];
}

/**
 * Reads a bare planning problem, gzipped or not.
 *
 * @throws InputError when the file is missing, too large, not JSON, or not of the format; it names the first place.
 */
export async function readInstance(file: string): Promise<Instance> {
  const parsed = instanceSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'the top level';
  throw new InputError(file, `${issue?.message ?? 'not an instance'} at ${place}`, 'See README, "Bare instances".');
}

/**
 * A JSON file, gzipped or not.
 *
 * @throws InputError when it is missing, too large or not JSON.
 */
export const readJson = async (file: string): Promise<unknown> => parse(file, await readBounded(file));

async function readBounded(file: string): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    if (size > MAX_BYTES) throw new InputError(file, `${size} bytes are too many`, `At most ${MAX_BYTES} are read.`);
    return (await plain(await handle.readFile())).toString('utf8');
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new InputError(file, `can not be read (${code})`, 'Name a readable instance file.', { cause });
  }
}

/** A gzipped file, known by its first two bytes, as what was zipped. */
const plain = async (bytes: Buffer): Promise<Buffer> =>
  bytes[0] === 0x1f && bytes[1] === 0x8b ? promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES }) : bytes;

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = (cause as Error).message.replace(/, ".*" is not valid JSON$/s, '').slice(0, 120);
    throw new InputError(file, `not JSON: ${where}`, 'Write it with the generator or as README says.', { cause });
  }
}

/** The instance as a problem of one-second slots: everything it wants counts at level service. */
export function problemOf(instance: Instance): Problem {
  const hostSets: (readonly number[])[] = [];
  const setOf = hostSetsBySize(instance, hostSets);
  const vms: ProblemVm[] = [];
  const jobs = instance.leases.map((lease, index): Job => {
    const first = vms.length;
    for (let node = 0; node < lease.nodes; node++) vms.push(vmOf(lease, index, node, setOf(lease)));
    return jobOf(instance, lease, index, first);
  });
  return {
    edges: Array.from({ length: instance.T + 1 }, (_, t) => t),
    resources: ['cpu', 'mem'],
    hosts: instance.hosts.map(hostOf),
    hostSets,
    jobs,
    vms,
    rules: [],
    budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
    serialSaves: false,
    shape: { kind: 'none' },
    precedences: [],
    placement: null,
  };
}

/** What every schedule pays whatever it does: the work of running leases, which are always kept. */
export const constantOf = (instance: Instance): number =>
  instance.leases.reduce((sum, lease) => sum + (lease.kind === 'run' ? lease.weight * lease.dur : 0), 0);

/** The objective if every lease started at its release: the part that no planner can influence. */
export const idealOf = (instance: Instance): number =>
  instance.leases.reduce((sum, lease) => sum + lease.weight * (lease.release + lease.dur), 0);

/** A schedule of {@link problemOf} in the instance's own words. */
export function solutionOf(instance: Instance, schedule: Schedule): InstanceSolution {
  const answers = schedule.map((decision, index) => answerOf(instance.leases[index] as InstanceLease, decision));
  return { start: answers.map(({ start }) => start), hosts: answers.map(({ hosts }) => hosts) };
}

function answerOf(
  lease: InstanceLease,
  decision: Schedule[number],
): { readonly start: number; readonly hosts: readonly number[] | null } {
  switch (decision.kind) {
    case 'start':
      return { start: decision.slot, hosts: decision.hosts };
    case 'run': {
      const moved = new Map(decision.moves.map(({ position, host }) => [position, host]));
      return { start: 0, hosts: (lease.on ?? []).map((host, position) => moved.get(position) ?? host) };
    }
    case 'leave':
    case 'pause':
      return { start: -1, hosts: null };
  }
}

const hostOf = ({ cpu, mem }: Instance['hosts'][number], index: number): ProblemHost => ({
  id: hostId(index),
  name: `host-${index}`,
  capacity: [cpu, mem],
  blocks: [],
  runningVms: 0,
  monitoredFreeCpuCentis: cpu * 100,
});

const vmOf = (lease: InstanceLease, job: number, node: number, hostSet: number): ProblemVm => ({
  id: vmId((lease.id ?? job) * MOST_NODES + node),
  job,
  demand: [lease.cpu, lease.mem],
  hostSet,
  ranks: null,
  saveSeconds: 0,
});

/** Hosts that could hold a node when empty, one set per size of node. */
function hostSetsBySize(instance: Instance, sets: (readonly number[])[]): (lease: InstanceLease) => number {
  const known = new Map<string, number>();
  return ({ cpu, mem }) => {
    const key = `${cpu}/${mem}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    sets.push(instance.hosts.flatMap((host, index) => (host.cpu >= cpu && host.mem >= mem ? [index] : [])));
    known.set(key, sets.length - 1);
    return sets.length - 1;
  };
}

function jobOf(instance: Instance, lease: InstanceLease, index: number, first: number): Job {
  const common = {
    lease: leaseId(`lease-${lease.id ?? index}`),
    vms: Array.from({ length: lease.nodes }, (_, node) => first + node),
    delayWeight: lease.weight,
    priority: lease.weight,
    order: index,
  };
  if (lease.kind === 'run') {
    const terms = { slots: [0], transitSeconds: 0, lostSeconds: 0, cost: costAt(SERVICE, lease.mig) };
    return {
      ...common,
      kind: 'running',
      on: lease.on ?? [],
      remainingSeconds: lease.dur,
      pause: null,
      moves: common.vms.map(() => terms),
      unwelcomeFrom: null,
    };
  }
  const latest = Math.min(lease.deadline, instance.T) - lease.dur;
  const earliest = Math.max(lease.release, lease.fixed);
  return {
    ...common,
    kind: 'waiting',
    earliest,
    latest: lease.fixed >= 0 ? Math.min(lease.fixed, latest) : latest,
    occupiedSeconds: lease.dur,
    idealSecond: lease.release,
    startCost: lease.weight * (lease.release + lease.dur),
    leaveCost: costAt(SERVICE, lease.penalty),
  };
}
