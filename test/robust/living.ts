import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../support/dice.ts';
import type { AskedAction, Audit } from '../support/oned/core/audit.ts';
import { deliveredSeconds, illegalActions } from '../support/oned/judge.ts';
import type { RunningOned } from '../support/oned/start.ts';
import { MAY_BE_REFUSED } from '../support/running/quick.ts';
import { type Request, templateOf } from '../support/running/requests.ts';

/** A request, and the VM it became. */
export interface Submitted extends Request {
  readonly vm: number;
}

/** Owners who come with requests of every kind as long as the cloud is not flooded, and take away what is over. */
export interface Owners {
  readonly submitted: readonly Submitted[];
  /** Lets them come and go until the signal fires. */
  readonly live: (signal: AbortSignal) => Promise<void>;
  /** Submits so many requests at once. */
  readonly come: (count: number) => Promise<void>;
}

/** VMs that wait or run at a time. */
const MOST_OPEN = 40;

export function ownersOf(oned: RunningOned, dice: Dice): Owners {
  const submitted: Submitted[] = [];
  const gone = new Set<number>();
  let gangs = 0;

  const come = async (count: number): Promise<void> => {
    const requests = Array.from({ length: count }, () => anyRequest(dice, () => ++gangs)).flat();
    const { now } = await oned.control({ do: 'state' });
    const templates = requests.map((request) => templateOf(request, Math.floor(now)));
    const vms = await oned.control({ do: 'allocate', templates, user: 'alice' });
    submitted.push(...requests.map((request, index) => ({ ...request, vm: vms[index] as number })));
  };
  const goes = async (): Promise<number> => {
    const [{ vms, now }, audit] = [await oned.control({ do: 'state' }), await oned.control({ do: 'audit' })];
    const asked = new Map(submitted.map((request) => [request.vm, request]));
    const over = vms.filter(({ id, phase }) => {
      const request = asked.get(id);
      return phase === 'UNDEPLOYED' && request !== undefined && hasAll(audit, request, now);
    });
    // A gang is taken away once all its members are through: one that was undone has some that only look like it.
    const through = new Set(over.map(({ id }) => id));
    const unfinished = new Set(submitted.flatMap(({ group, vm }) => (through.has(vm) || gone.has(vm) ? [] : [group])));
    const whole = over.filter(({ id }) => !unfinished.has(asked.get(id)?.group ?? 'alone'));
    for (const { id } of whole.slice(0, 20)) {
      gone.add(id);
      await oned.control({ do: 'call', method: 'one.vm.action', args: ['terminate', id], user: 'alice' });
    }
    return submitted.length - gone.size - vms.filter(isRefused).length;
  };
  const live = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      if ((await goes()) < MOST_OPEN) await come(dice.between(1, 4));
      await sleep(600, undefined, { signal }).catch(() => undefined);
    }
  };
  return { submitted, come, live };
}

/** One request, or the three of a gang. */
export function anyRequest({ between, pick, chance }: Dice, nextGang: () => number): readonly Request[] {
  const kind = pick([
    'best-effort',
    'best-effort',
    'preemptible',
    'preemptible',
    'gang',
    'reservation',
    'deadline',
    'immediate',
  ] as const);
  const cores = chance(15) ? 8 : pick([1, 2, 4]);
  const request = { kind, cores, seconds: between(2, 9), at: null, group: null, name: kind };
  switch (kind) {
    case 'gang': {
      const group = `gang-${nextGang()}`;
      return [1, 2, 3].map((number) => ({ ...request, cores: 2, group, name: `${group}-${number}` }));
    }
    case 'reservation':
      return [{ ...request, at: between(8, 20) }];
    case 'deadline':
      return [{ ...request, at: request.seconds + between(10, 40) }];
    default:
      return [request];
  }
}

type View =
  Awaited<ReturnType<RunningOned['control']>> extends never
    ? never
    : { readonly phase: string; readonly userTemplate: Readonly<Record<string, unknown>> };

/** It waits for nothing: its owner was told so. */
export const isRefused = ({ phase, userTemplate }: View): boolean =>
  phase === 'PENDING' && JSON.stringify(userTemplate.ONEPLAN_STATUS ?? '').includes('refused');

/** The beginning and the end of a run are seen by looks: so much of each run may be missing. */
const UNSEEN_SECONDS = 0.5;

function hasAll(audit: Audit, { vm, seconds }: Submitted, now: number): boolean {
  const runs = audit.runs.filter((run) => run.vm === vm);
  return deliveredSeconds(audit, vm, now) >= seconds - UNSEEN_SECONDS * runs.length;
}

/** Waits until every VM has left its host with all it asked for, or was told that it never will run. */
export async function settled(oned: RunningOned, { submitted }: Owners, seconds: number): Promise<readonly string[]> {
  for (const began = Date.now(); ; ) {
    const { vms, now } = await oned.control({ do: 'state' });
    const audit = await oned.control({ do: 'audit' });
    const asked = new Map(submitted.map((request) => [request.vm, request]));
    const open = vms.filter((vm) => {
      const request = asked.get(vm.id);
      // Who was stopped as his time ended has all of it.
      const isOver =
        (vm.phase === 'UNDEPLOYED' || vm.phase === 'STOPPED') && (request === undefined || hasAll(audit, request, now));
      return !isOver && vm.phase !== 'DONE' && !isRefused(vm);
    });
    if (open.length === 0) return [];
    if (Date.now() - began > seconds * 1000) {
      return open.map(({ id, phase, userTemplate }) => {
        const { name, seconds } = asked.get(id) ?? { name: 'nobody asked for it', seconds: 0 };
        const runs = audit.runs.filter((run) => run.vm === id).map(({ from, until }) => [from, until]);
        const said = JSON.stringify(userTemplate.ONEPLAN_STATUS ?? null);
        return `VM ${id} (${name}, ${seconds} s) is ${phase}, ran ${JSON.stringify(runs)}: ${said}`;
      });
    }
    await sleep(500);
  }
}

/** Arrivals and departures that must not follow themselves. */
const OPPOSITES: Readonly<Record<string, 'on' | 'off'>> = {
  deploy: 'on',
  resume: 'on',
  stop: 'off',
  undeploy: 'off',
  suspend: 'off',
  poweroff: 'off',
  terminate: 'off',
};

/** What the planner did twice, by the account of the cloud: one line each. */
export function doneTwice(audit: Audit, user: string): readonly string[] {
  const last = new Map<number, string>();
  return audit.asked.flatMap((asked): readonly string[] => {
    if (asked.user !== user || asked.refusal !== null) return [];
    const before = last.get(asked.vm);
    last.set(asked.vm, asked.action);
    // An undeployed VM of a gang that was undone is put back into the queue by a resume.
    const isSame = before !== undefined && before === asked.action && OPPOSITES[asked.action] !== undefined;
    return isSame ? [`VM ${asked.vm}: ${asked.action} after ${before} at ${asked.at}`] : [];
  });
}

/** Seconds before something went wrong that tell how it came to that. */
const STORY_SECONDS = 12;

/** What the cloud saw of a host, and the planner's log had to say of its VMs, before it was given away twice: one line each. */
export function storyOf(audit: Audit, over: Audit['allocations'][number], log: string): readonly string[] {
  const isClose = ({ at }: { readonly at: number }): boolean => at > over.at - STORY_SECONDS && at < over.at + 1;
  const given = audit.allocations.filter((each) => each.host === over.host && isClose(each));
  const vms = new Set(given.map(({ vm }) => vm));
  const asked = audit.asked.filter((each) => vms.has(each.vm) && isClose(each));
  const seen = [...given, ...asked].toSorted((a, b) => a.at - b.at).map((each) => JSON.stringify(each));
  const said = log.split('\n').filter((line) => {
    const { time, vm } = /^\{.*\}$/.test(line) ? JSON.parse(line) : { time: null, vm: null };
    return time !== null && isClose({ at: time / 1_000 }) && (vm === undefined || vms.has(vm));
  });
  return [...seen, ...said];
}

/** Nobody can know what an owner did while a command was on its way. */
const ON_THE_WAY_SECONDS = 1;

/** What this user asked of VMs whose state did not allow it, though nobody else had touched them just before. */
export const knowinglyIllegal = (audit: Audit, user: string): readonly AskedAction[] =>
  illegalActions(audit).filter(
    ({ user: who, vm, at }) =>
      who === user &&
      !audit.asked.some(
        (other) => other.vm === vm && other.user !== user && other.at <= at && other.at > at - ON_THE_WAY_SECONDS,
      ),
  );

/** What is wrong with how requests ended: one line each. */
export function unkept(audit: Audit, { submitted }: Owners): readonly string[] {
  const ran = (vm: number) => audit.runs.filter((run) => run.vm === vm);
  return submitted.flatMap((request): readonly string[] => {
    const runs = ran(request.vm);
    const delivered = runs.reduce((sum, { from, until }) => sum + (until ?? from) - from, 0);
    const say = (what: string) => [
      `${request.name} (vm ${request.vm}) ${what}; ${delivered.toFixed(2)} of ${request.seconds} s in ${runs.length} runs`,
    ];
    if (runs.length === 0) return MAY_BE_REFUSED.has(request.kind) ? [] : say('never ran');
    if (runs.some(({ until }) => until === null)) return say('still runs');
    if (!hasAll(audit, request, Number.POSITIVE_INFINITY)) return say('was cut short');
    const whole = request.kind !== 'preemptible' && request.kind !== 'gang';
    return whole && runs.length > 1 ? say('was interrupted') : [];
  });
}
