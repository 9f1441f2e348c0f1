import type { Instance } from '../instance.ts';
import { type Draw, drawOf } from './draw.ts';

/** What a generated epoch is like. The same terms give the same instance. */
export interface EpochTerms {
  readonly hosts: number;
  readonly leases: number;
  readonly slots: number;
  /** What all leases ask for together, as a share of what all hosts can give over the horizon; above 1 some must wait. */
  readonly load: number;
  readonly seed: number;
}

type Host = Instance['hosts'][number];
type Lease = Instance['leases'][number];

/** Sizes of VMs: cores, and units of memory a core. Small ones are common. */
const CORES = [1, 2, 3, 4, 6, 8, 12, 16].map((cores) => ({ cores, share: cores ** -1.2 }));
const MEMORY_PER_CORE = [
  { units: 2, share: 0.25 },
  { units: 4, share: 0.5 },
  { units: 8, share: 0.25 },
];
/** Three generations of hosts, sized to each other, and a few with much memory. */
const GENERATIONS = [
  { cores: 2, memory: 8, share: 0.35 },
  { cores: 3, memory: 12, share: 0.3 },
  { cores: 4, memory: 16, share: 0.25 },
  { cores: 4, memory: 32, share: 0.1 },
];
const NODES = [1, 2, 3, 4, 6].map((nodes) => ({ nodes, share: 1 / nodes }));
const WEIGHTS = [1, 2, 4, 8].map((weight) => ({ weight, share: 1 / weight }));
/** What becomes of a lease that does not run yet, and what refusing it costs: weight × slots × so many. */
const KINDS = [
  { kind: 'be', refusal: 2, share: 0.6 },
  { kind: 'dl', refusal: 3, share: 0.3 },
  { kind: 'ar', refusal: 4, share: 0.1 },
] as const;
/** Share of the leases that may run already, of the cores they may hold, and draws for a host with room. */
const RUNNING = 0.15;
const RUNNING_CORES = 0.5;
const DRAWS = 30;
/** Longest lease, and last moment at which one is released, as shares of the horizon. */
const LONGEST = 0.6;
const LAST_RELEASE = 0.7;

/**
 * An epoch of our own making, in the form of a bare instance: gangs of one to six VMs, best effort, with a deadline,
 * reserved, and running ones that may be moved. Durations are log-uniform, arrivals a rush at the beginning and a
 * steady stream after it. Hosts are made as large as the load asks for, by whichever of cores and memory is scarcer.
 */
export function generateEpoch({ hosts: count, leases: wanted, slots, load, seed }: EpochTerms): Instance {
  const draw = drawOf(seed * 65_537 + count * 257 + wanted * 17 + slots);
  const drawn = Array.from({ length: wanted }, () => leaseOf(draw, slots));
  const built = Array.from({ length: count }, () => GENERATIONS.indexOf(draw.oneOf(GENERATIONS))).sort((a, b) => a - b);
  const { hosts, leases: fitted } = fittedTo(drawn, built, load * slots);
  const room = hosts.map(({ cpu, mem }) => ({ cpu, mem }));
  const held = { now: 0, most: RUNNING_CORES * sum(hosts, ({ cpu }) => cpu) };
  const leases = fitted.map((lease) => {
    const on = lease.kind === 'run' ? settled(lease, room, draw, held) : null;
    return on === null ? arriving(lease, draw, slots) : running(lease, on, slots);
  });
  const name = `generated-${count}x${wanted}x${slots}-load${load}-seed${seed}`;
  return { name, H: count, L: wanted, T: slots, hosts, leases };
}

/** What it asks for; one of kind `run` is to run already, if there is room, and has only a rest of its time before it. */
function leaseOf(draw: Draw, slots: number): Lease {
  const { cores } = draw.oneOf(CORES);
  const longest = Math.max(1, Math.floor(LONGEST * slots));
  const whole = Math.min(longest, Math.max(1, Math.round(longest ** (0.35 + 0.65 * draw.unit()))));
  const runs = draw.unit() < RUNNING;
  return {
    cpu: cores,
    mem: cores * draw.oneOf(MEMORY_PER_CORE).units,
    nodes: draw.oneOf(NODES).nodes,
    dur: runs ? draw.between(1, whole) : whole,
    release: 0,
    deadline: slots,
    weight: draw.oneOf(WEIGHTS).weight,
    penalty: 0,
    kind: runs ? 'run' : 'be',
    fixed: -1,
    on: null,
    mig: 0,
  };
}

/** Hosts for the leases, and leases whose VMs fit on the largest of them: halved until they do, and hosts with them. */
function fittedTo(
  leases: readonly Lease[],
  built: readonly number[],
  volume: number,
): { readonly hosts: Host[]; readonly leases: readonly Lease[] } {
  const hosts = hostsFor(leases, built, volume);
  const isTooLarge = ({ cpu, mem }: Lease): boolean => !hosts.some((host) => host.cpu >= cpu && host.mem >= mem);
  if (!leases.some(isTooLarge)) return { hosts, leases };
  return fittedTo(
    leases.map((lease) => (isTooLarge(lease) ? halved(lease) : lease)),
    built,
    volume,
  );
}

/**
 * @param built generation of each host.
 * @param volume slots × load: one unit of a host gives so much of itself to leases.
 */
function hostsFor(leases: readonly Lease[], built: readonly number[], volume: number): Host[] {
  const generations = built.map((cls) => GENERATIONS[cls] as (typeof GENERATIONS)[number]);
  const cores = sum(leases, ({ cpu, nodes, dur }) => cpu * nodes * dur) / sum(generations, (host) => host.cores);
  const memory = sum(leases, ({ mem, nodes, dur }) => mem * nodes * dur) / sum(generations, (host) => host.memory);
  const unit = Math.max(cores, memory) / volume;
  return generations.map((host, index) => ({
    cls: built[index] as number,
    cpu: Math.max(1, Math.round(host.cores * unit)),
    mem: Math.max(2, Math.round(host.memory * unit)),
  }));
}

const halved = (lease: Lease): Lease => ({
  ...lease,
  cpu: Math.max(1, Math.floor(lease.cpu / 2)),
  mem: Math.max(1, Math.floor(lease.mem / 2)),
});

/** A host for each node, drawn among those with room; null, and nothing taken, when they do not turn up. */
function settled(
  { cpu, mem, nodes }: Lease,
  room: readonly { cpu: number; mem: number }[],
  draw: Draw,
  held: { now: number; readonly most: number },
): number[] | null {
  if (held.now + cpu * nodes > held.most) return null;
  const on: number[] = [];
  for (let tries = 0; on.length < nodes && tries < DRAWS * nodes; tries++) {
    const index = draw.between(0, room.length - 1);
    const host = room[index] as { cpu: number; mem: number };
    if (host.cpu < cpu || host.mem < mem) continue;
    host.cpu -= cpu;
    host.mem -= mem;
    on.push(index);
  }
  if (on.length === nodes) {
    held.now += cpu * nodes;
    return on;
  }
  for (const index of on) {
    const host = room[index] as { cpu: number; mem: number };
    host.cpu += cpu;
    host.mem += mem;
  }
  return null;
}

const running = (lease: Lease, on: number[], slots: number): Lease => ({
  ...lease,
  kind: 'run',
  fixed: 0,
  on,
  mig: 1 + Math.ceil(lease.mem / 8),
  penalty: 1000 * lease.weight * slots,
});

function arriving(lease: Lease, draw: Draw, slots: number): Lease {
  const { kind, refusal } = draw.oneOf(KINDS);
  const last = Math.min(slots - lease.dur, Math.floor(LAST_RELEASE * slots));
  const release = draw.unit() < 0.3 ? 0 : draw.between(0, last);
  const slack = draw.between(0, lease.dur + 1);
  const terms = {
    be: { deadline: slots, fixed: -1 },
    dl: { deadline: Math.min(slots, release + lease.dur + slack), fixed: -1 },
    ar: { deadline: release + lease.dur, fixed: release },
  };
  return { ...lease, kind, release, ...terms[kind], penalty: refusal * lease.weight * slots };
}

const sum = <T>(list: readonly T[], of: (each: T) => number): number =>
  list.reduce((total, each) => total + of(each), 0);
