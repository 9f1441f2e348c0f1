import type { Dice } from '../support/dice.ts';
import type { DriverWork } from '../support/oned/core/latency.ts';
import type { CallTrouble, Fault } from '../support/oned/outside/faults.ts';
import type { VirtualCloud } from '../support/running/virtual-cloud.ts';

/** One thing that goes wrong, by its name; `strike` is told when the trouble is to end, Unix seconds. */
export interface Mishap {
  readonly name: string;
  /** Whether the planner can know of it: an answer that is only slow, and an event that never came, are none. */
  readonly isTold?: boolean;
  readonly strike: (cloud: VirtualCloud, until: number) => void;
}

const COMMANDS = ['one.vm.*', 'one.vm.deploy', 'one.vm.action', 'one.vm.update'] as const;
const READS = ['one.vmpool.*', 'one.hostpool.info', 'one.vmpool.infoset', 'one.datastorepool.info'] as const;

const TROUBLES: readonly CallTrouble[] = [
  { kind: 'refuse', code: 2048, message: 'Cannot lock the object' },
  { kind: 'refuse', code: 8192, message: 'Internal error: database is locked' },
  { kind: 'refuse', code: 256, message: "User couldn't be authenticated, aborting call." },
  { kind: 'refuse', code: 512, message: 'Not authorized to perform ADMIN VM.' },
  { kind: 'hang', carriedOut: false },
  { kind: 'hang', carriedOut: true },
  { kind: 'garbage', carriedOut: false },
  { kind: 'garbage', carriedOut: true },
  {
    kind: 'garbage',
    carriedOut: false,
    body: '<methodResponse><params><param><value><string>what?</string></value></param></params></methodResponse>',
  },
  { kind: 'close', carriedOut: false },
  { kind: 'close', carriedOut: true },
  { kind: 'slow', seconds: 12 },
];

const WORKS: readonly DriverWork[] = ['prolog', 'boot', 'restore', 'save', 'shutdown', 'epilog'];

const fault = (name: string, set: Fault): Mishap => ({
  name,
  isTold: !(set.kind === 'events' || (set.kind === 'call' && set.trouble.kind === 'slow')),
  strike: ({ faults }) => faults.add(set),
});

const titleOf = (trouble: CallTrouble): string => {
  const carried = 'carriedOut' in trouble && trouble.carriedOut ? ' though carried out' : '';
  return `${trouble.kind}${trouble.kind === 'refuse' ? ` ${trouble.code}` : ''}${'body' in trouble ? ' of another kind' : ''}${carried}`;
};

const calls = (methods: readonly string[], probability: number): readonly Mishap[] =>
  methods.flatMap((method) =>
    TROUBLES.map((trouble) => fault(`${method} ${titleOf(trouble)}`, { kind: 'call', method, trouble, probability })),
  );

const drivers = (probability: number): readonly Mishap[] =>
  WORKS.flatMap((work) =>
    (['fail', 'hang'] as const).map((mood) => fault(`${work} ${mood}s`, { kind: 'driver', work, mood, probability })),
  );

/** Hosts and doors that go and come back. */
const OUTAGES: readonly Mishap[] = [
  fault('events are lost', { kind: 'events', probability: 0.7 }),
  { name: 'oned restarts', strike: (cloud) => cloud.shut(cloud.clock.unixSeconds() + 20) },
  { name: 'oned is away for long', strike: (cloud, until) => cloud.shut(until) },
  { name: 'the publisher is gone', strike: (cloud) => cloud.publisher(false) },
  ...(['ERROR', 'DISABLED', 'OFFLINE'] as const).map((state) => ({
    name: `a host is ${state}`,
    strike: (cloud: VirtualCloud) => cloud.hostState(0, state),
  })),
];

/** Each fault of the stand-in, certain or nearly so. */
export const ALL_MISHAPS: readonly Mishap[] = [
  ...calls(['one.vm.*', 'one.vmpool.*'], 0.6),
  ...drivers(0.6),
  ...OUTAGES,
];

/** A few mishaps at once, none of them certain. */
export function anyMishaps({ between, pick, chance }: Dice): readonly Mishap[] {
  return Array.from({ length: between(1, 4) }, () => {
    const probability = between(3, 30) / 100;
    if (chance(45)) return pick(calls([...COMMANDS, ...READS], probability));
    return chance(60) ? pick(drivers(probability)) : pick(OUTAGES);
  });
}

/** Faults are over: drivers work, hosts are back, and what failed or hangs is recovered by the administrator. */
export function makeGood(cloud: VirtualCloud): void {
  cloud.faults.clear();
  cloud.shut(0);
  cloud.publisher(true);
  for (const host of cloud.cloud.hosts.keys()) cloud.hostState(host, 'MONITORED');
  for (const { id } of cloud.vms()) cloud.ask('planner', 'one.vm.unlock', id);
}

/** `onevm recover`, until nothing fails or hangs any more. */
export function recoverAll(cloud: VirtualCloud): void {
  const now = cloud.clock.unixSeconds();
  const since = new Map(cloud.cloud.audit.phases.map(({ vm, at }) => [vm, at]));
  for (const { id, phase } of cloud.vms()) {
    const isStuck = now - (since.get(id) ?? 0) > STUCK_SECONDS;
    if (!STEADY.has(phase) && isStuck) cloud.ask('oneadmin', 'one.vm.recover', id, RECREATE);
  }
}

/** Nothing takes so long here that goes on at all. */
const STUCK_SECONDS = 20;

const RECREATE = 4;
const STEADY: ReadonlySet<string> = new Set([
  'PENDING',
  'HOLD',
  'RUNNING',
  'STOPPED',
  'SUSPENDED',
  'POWEROFF',
  'UNDEPLOYED',
  'DONE',
]);

/** What an owner or an administrator does behind the planner's back; gives the VM that was meddled with. */
export function meddle(cloud: VirtualCloud, { pick, between }: Dice): number | null {
  const vms = cloud.vms().filter(({ phase }) => phase !== 'DONE');
  if (vms.length === 0) return null;
  const { id } = pick(vms);
  const host = pick([...cloud.cloud.hosts.keys()]);
  const deeds: readonly (() => void)[] = [
    ...[
      'terminate',
      'terminate-hard',
      'poweroff',
      'suspend',
      'stop',
      'undeploy',
      'resume',
      'hold',
      'release',
      'reboot',
      'resched',
    ].map((action) => () => void cloud.ask('alice', 'one.vm.action', action, id)),
    () => void cloud.ask('planner', 'one.vm.migrate', id, host, pick([true, false]), true, -1, 0),
    () => void cloud.ask('planner', 'one.vm.deploy', id, host, true, -1, ''),
    () => void cloud.ask('planner', 'one.vm.lock', id, between(1, 4), true),
    () => void cloud.ask('planner', 'one.vm.unlock', id),
    () => void cloud.ask('alice', 'one.vm.resize', id, `CPU=${between(1, 4)}\nVCPU=2\nMEMORY=1024`, true),
  ];
  pick(deeds)();
  return id;
}
