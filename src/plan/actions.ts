import type { Host } from '../domain/host.ts';
import { type ActionId, actionId, type HostId } from '../domain/ids.ts';
import type { Action } from '../domain/plan.ts';
import { reasonOf } from './reasons.ts';
import type { Setting } from './setting.ts';
import type { Dispatched } from './step.ts';
import { Storage } from './storage.ts';

/** The actions of a plan in canonical order: by time, then departures before arrivals, then VM. */
export function actionsOf(setting: Setting, dispatched: readonly Dispatched[]): readonly Action[] {
  const ordered = inOrder(setting, dispatched);
  const positions = new Map(ordered.map((each, position) => [each, position]));
  const ids = idsOf(setting, ordered);
  const helped = helpedBy(ordered);
  const storage = new Storage(setting.snapshot);
  const hosts = new Map<HostId, Host>(setting.snapshot.hosts.map((host) => [host.id, host]));
  return ordered.map((each) => {
    const { step } = each;
    const vm = setting.vm(step.vm);
    const host = setting.problem.hosts[step.takes ?? each.from ?? -1]?.id as HostId;
    const target = hosts.get(host);
    const first = step.purpose === 'start' && target !== undefined;
    return {
      id: ids.get(each) as ActionId,
      vm: vm.id,
      lease: setting.problem.jobs[setting.problem.vms[step.vm]?.job as number]?.lease as Action['lease'],
      operation: step.operation,
      host,
      ...(first ? storage.choose(vm, target) : { datastore: null, networks: [] }),
      notBefore: each.begins,
      expectedSeconds: step.seconds,
      dependsOn: [...each.after]
        .sort((a, b) => (positions.get(a) as number) - (positions.get(b) as number))
        .map((before) => ids.get(before) as ActionId),
      reason: reasonOf(setting, each, helped.get(each) ?? []),
    };
  });
}

/** Actions of one moment that are alike are further ordered by what they wait for. */
function inOrder({ vm }: Setting, dispatched: readonly Dispatched[]): readonly Dispatched[] {
  const depths = new Map<Dispatched, number>();
  for (const each of dispatched) {
    const before = each.after.filter(({ begins }) => begins === each.begins);
    depths.set(each, Math.max(0, ...before.map((other) => (depths.get(other) ?? 0) + 1)));
  }
  return [...dispatched].sort(
    (a, b) =>
      a.begins - b.begins ||
      arrival(a) - arrival(b) ||
      (depths.get(a) as number) - (depths.get(b) as number) ||
      vm(a.step.vm).id - vm(b.step.vm).id,
  );
}

/** 0 leaves a host, 1 leaves one for another, 2 arrives. */
function arrival({ step }: Dispatched): number {
  if (step.operation === 'deploy' || step.operation === 'resume') return 2;
  return step.takes === null ? 0 : 1;
}

function idsOf({ vm }: Setting, ordered: readonly Dispatched[]): ReadonlyMap<Dispatched, ActionId> {
  const counts = new Map<string, number>();
  return new Map(
    ordered.map((each) => {
      const name = `${each.step.operation}-${vm(each.step.vm).id}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [each, actionId(count === 1 ? name : `${name}-${count}`)];
    }),
  );
}

/** Who waits for each action, other than its own VM. */
function helpedBy(ordered: readonly Dispatched[]): ReadonlyMap<Dispatched, readonly Dispatched[]> {
  const helped = new Map<Dispatched, readonly Dispatched[]>();
  for (const each of ordered) {
    for (const before of each.after) {
      if (before.step.vm !== each.step.vm) helped.set(before, [...(helped.get(before) ?? []), each]);
    }
  }
  return helped;
}
