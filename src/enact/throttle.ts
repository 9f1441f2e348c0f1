import type { DatastoreId, HostId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { arrives, departs, isUnderWay, type Task } from './task.ts';
import type { EnactLimits } from './world.ts';

/** Where things are, for limits by cluster and datastore. */
export interface Geography {
  readonly clusterOf: (host: HostId) => number | null;
  readonly datastoreOf: (task: Task) => DatastoreId | null;
}

export function geographyOf({ hosts, vms }: Pick<Snapshot, 'hosts' | 'vms'>): Geography {
  const clusters = new Map(hosts.map(({ id, cluster }) => [id, cluster]));
  const datastores = new Map(vms.map(({ id, stay }) => [id, stay?.datastore ?? null]));
  return {
    clusterOf: (host) => clusters.get(host) ?? null,
    datastoreOf: ({ command }) => command.datastore ?? datastores.get(command.vm) ?? null,
  };
}

/** Why a task has to wait for others that are under way; null when it need not. */
export function heldBack(task: Task, all: readonly Task[], limits: EnactLimits, where: Geography): string | null {
  const busy = all.filter(isUnderWay);
  const shares = <Key>(keys: (each: Task) => readonly Key[]): number =>
    Math.max(0, ...keys(task).map((key) => busy.filter((other) => keys(other).includes(key)).length));
  const clusters = (each: Task): readonly number[] => hostsOf(each).flatMap((host) => where.clusterOf(host) ?? []);
  const datastores = (each: Task): readonly number[] => [where.datastoreOf(each)].filter((id) => id !== null);
  const tooMany = (limit: number | null, count: () => number): boolean => limit !== null && count() >= limit;
  if (tooMany(limits.total, () => busy.length)) return 'as many commands as may be are under way';
  if (tooMany(limits.perHost, () => shares(hostsOf))) return 'as many commands as may be are under way on its host';
  if (tooMany(limits.perCluster, () => shares(clusters)))
    return 'as many commands as may be are under way in its cluster';
  if (tooMany(limits.perDatastore, () => shares(datastores)))
    return 'as many commands as may be are under way on its datastore';
  if (limits.serialSaves && saves(task) && busy.some((other) => saves(other) && sourceOf(other) === sourceOf(task))) {
    return 'another VM is being saved on its host';
  }
  return unguarded(task, busy) ?? reserved(task, all);
}

/** Where oned does not check the room, an arrival waits until everybody has left who is about to. */
function unguarded(task: Task, busy: readonly Task[]): string | null {
  if (task.command.enforce || !arrives(task)) return null;
  return busy.some((other) => departs(other) && other.at === task.at) ? 'a VM is about to leave its host' : null;
}

/** A gang that can not be paused whole goes back where it was: until that is known nobody of a later plan takes its room. */
function reserved(task: Task, all: readonly Task[]): string | null {
  if (!arrives(task) || task.undoes) return null;
  const claimed = all.some((other) => {
    if (other.at !== task.at || other.epoch === task.epoch) return false;
    return other.undoes ? arrives(other) : other.party !== null && departs(other) && other.phase.kind !== 'waiting';
  });
  return claimed ? 'a gang that is being paused may need its room back' : null;
}

function hostsOf(task: Task): readonly HostId[] {
  return [...new Set([task.at, sourceOf(task)])].filter((host) => host !== null);
}

/** Where its VM is; for a move that is not where it goes. */
function sourceOf({ command, at, expected, phase }: Task): HostId | null {
  if (command.operation !== 'migrate' && command.operation !== 'live-migrate') return at;
  return 'before' in phase ? phase.before.host : (expected?.stay?.host ?? null);
}

const saves = ({ command: { operation } }: Task): boolean =>
  operation === 'stop' || operation === 'suspend' || operation === 'migrate';
