import type { VmId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import type { Promised } from '../domain/promise.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';
import { type Admission, admissionOf, misfit } from './admissible.ts';
import { bystandersOf, keepingsOf } from './bystanders.ts';
import { problemHosts } from './capacity.ts';
import { castLeases } from './cast.ts';
import { conflictsAmong, decreesOf } from './decrees.ts';
import { savesTakeTurns } from './disturbances.ts';
import { edgesOf } from './edges.ts';
import { type Candidate, jobsOf, placedBy } from './jobs.ts';
import { maintenanceOf } from './maintenance.ts';
import { exactMoments, keepPromise, livePromises, requestOf } from './requests.ts';
import { rulesOf } from './rules.ts';
import { type Scene, sceneOf } from './scene.ts';
import { storagePools } from './storage-pools.ts';
import { type Request, windowOf } from './windows.ts';
import { remainingSeconds } from './work.ts';

/** A problem, and what could not become part of it. */
export interface Formulation {
  readonly problem: Problem;
  /** Those of the snapshot are not repeated. */
  readonly verdicts: readonly Verdict[];
}

/**
 * Turns the cloud as read into one epoch's planning problem.
 *
 * Every VM of the snapshot is in a job, or in a block of its host when it holds room and is left alone, or has a
 * verdict; often the latter two.
 */
export function formulate(snapshot: Snapshot, policy: Policy, promises: readonly Promised[]): Formulation {
  const now = snapshot.takenAt;
  const cast = castLeases(snapshot, policy);
  const maintenance = maintenanceOf(snapshot, policy);
  const kept = livePromises(promises, cast, policy, now);
  const requests = cast.waiting.map((part) => requestOf(part, policy, now));
  const edges = edgesOf(now, policy, exactMoments(requests, kept, maintenance.closed));
  const scene = sceneOf(snapshot, policy, edges, maintenance.closed);
  const admission = admissionOf(scene);
  const considered = requests.map((request) => consider(scene, admission, request, kept));
  const waiting = considered.flatMap(({ candidate }) => candidate ?? []);
  const running = cast.running.map((part) => ({
    ...part,
    remainingSeconds: remainingSeconds(part.lease, part.vms, policy, now),
  }));

  const partakers = new Set<VmId>(
    [...waiting.map(({ part }) => part), ...running].flatMap(({ vms }) => vms.map(({ id }) => id)),
  );
  const bystanders = bystandersOf(snapshot, (vm) => partakers.has(vm));
  const stated = decreesOf(snapshot, policy);
  const decrees = [
    ...stated,
    ...storagePools(
      snapshot,
      waiting.flatMap(({ part }) => part.vms),
    ),
  ];
  const { jobs, vms, hostSets, indexOf } = jobsOf(scene, waiting, running, {
    admission,
    keepings: keepingsOf(decrees, bystanders),
  });
  return {
    problem: {
      edges,
      resources: scene.resources.map(({ name }) => name),
      hosts: problemHosts(scene, placedBy(running)),
      hostSets,
      jobs,
      vms,
      rules: rulesOf(decrees, { indexOf, bystanders }),
      budgets: policy.budgets,
      serialSaves: savesTakeTurns(scene),
      shape: { kind: policy.shape },
      precedences: [],
      placement: null,
    },
    verdicts: unsaid(snapshot, [
      ...cast.verdicts,
      ...considered.flatMap(({ verdict }) => verdict ?? []),
      ...maintenance.verdicts,
      ...conflictsAmong(stated),
    ]),
  };
}

/** Whether a waiting lease has hosts and a window: what can never start is a verdict, and no job. */
function consider(
  scene: Scene,
  admission: Admission,
  request: Request,
  promises: readonly Promised[],
): { readonly candidate: Candidate | null; readonly verdict: Verdict | null } {
  const unfit = misfit(scene, admission, request.part);
  if (unfit !== null) return { candidate: null, verdict: unfit };
  const opening = windowOf(request, scene.edges);
  switch (opening.kind) {
    case 'never':
      return { candidate: null, verdict: opening.verdict };
    case 'later':
      return { candidate: { ...request, window: opening.window, counts: false }, verdict: opening.verdict };
    case 'open': {
      const window = keepPromise(opening.window, scene.edges, request, promises);
      return { candidate: { ...request, window, counts: true }, verdict: null };
    }
  }
}

/** Verdicts that reading the cloud has not come to already, on the same object or a VM of the same lease. */
function unsaid({ verdicts: said, leases }: Snapshot, verdicts: readonly Verdict[]): readonly Verdict[] {
  const key = (kind: string, id: number | string, code: string): string => `${kind} ${id} ${code}`;
  const known = new Set(said.map(({ about, code }) => key(about.kind, about.id, code)));
  const members = new Map(leases.map(({ id, vms }) => [String(id), vms]));
  return verdicts.filter(({ about, code }) => {
    if (known.has(key(about.kind, about.id, code))) return false;
    const vms = about.kind === 'lease' ? (members.get(about.id) ?? []) : [];
    return !vms.some((vm) => known.has(key('vm', vm, code)));
  });
}
