import type { Lease } from '../domain/lease.ts';
import type { Problem, RunningJob, WaitingJob } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import type { Decision, Schedule } from '../domain/schedule.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Verdict } from '../domain/verdict.ts';
import { type Scene, sceneOf } from './setting.ts';
import { type Lenience, Trial } from './trial.ts';
import { type Chance, describe, holdUp } from './why.ts';
import { amount, list, since, when } from './words.ts';

/**
 * What holds a lease and what would let it start earlier, a line each, in the operator's words. A lease that is no
 * part of the problem is explained by what was found wrong with it.
 */
export function explain(
  snapshot: Snapshot,
  problem: Problem,
  schedule: Schedule,
  lease: Pick<Lease, 'id' | 'name' | 'vms'>,
  verdicts: readonly Verdict[] = snapshot.verdicts,
): readonly string[] {
  const scene = sceneOf(snapshot, problem, schedule);
  const planned = scene.job(lease.id);
  if (planned === null) return verdictLines(verdicts, lease);
  const decision = schedule[planned.index] as Decision;
  return planned.job.kind === 'running'
    ? [runningLine(scene, lease.name, planned.job, decision)]
    : waitingLines(scene, lease.name, planned.job, decision);
}

function waitingLines(scene: Scene, name: string, job: WaitingJob, decision: Decision): readonly string[] {
  const { edges } = scene.problem;
  const trial = new Trial(scene.problem, scene.schedule);
  const starts = decision.kind === 'start';
  const head = starts
    ? `${name} starts ${when(edges[decision.slot] as number, scene.now)} on ${places(scene, decision.hosts)}`
    : `${name} does not start within the horizon`;
  if (starts && decision.slot <= job.earliest) return [`${head}: as early as it may`, hostLine(scene, trial, job)];
  const before = starts ? decision.slot : Math.min(job.latest + 1, slotCount(scene.problem));
  const { words } = holdUp(scene, trial, job);
  return [`${head}: ${words}`, ...chanceLines(scene, trial, job, before), hostLine(scene, trial, job)];
}

/** For each rule the first slot in which the lease could start if it were not for that rule, while that is early. */
function chanceLines(scene: Scene, trial: Trial, job: WaitingJob, before: number): readonly string[] {
  const lines: string[] = [];
  let latest = before;
  for (const lenience of trial.leniences.filter((each) => each !== 'leases')) {
    const chance = firstChance(trial, job, latest, lenience);
    if (chance === null) continue;
    const moment = when(scene.problem.edges[chance.slot] as number, scene.now);
    const { words } = describe(scene, trial, chance);
    lines.push(`it could start ${moment} on ${places(scene, chance.hosts)}, but ${words}`);
    if (lenience === 'none') latest = chance.slot;
  }
  return lines;
}

function firstChance(trial: Trial, job: WaitingJob, before: number, lenience: Lenience): Chance | null {
  for (let slot = job.earliest; slot < before; slot++) {
    const hosts = trial.place(job, slot, lenience);
    if (hosts !== null) return { job, slot, hosts, lenience };
  }
  return null;
}

/** How many hosts match, and how far the best of them is from having room. */
function hostLine(scene: Scene, trial: Trial, job: WaitingJob): string {
  const { problem } = scene;
  const vm = problem.vms[job.vms[0] ?? -1];
  const hosts = problem.hostSets[vm?.hostSet ?? -1] ?? [];
  const count = `${hosts.length} of ${problem.hosts.length} hosts match it`;
  if (job.latest < job.earliest || vm === undefined) return count;
  const rooms = hosts.map((host) => ({ host, room: trial.room(job, host, job.earliest) }));
  const best = rooms.toSorted((a, b) => (b.room[0] as number) - (a.room[0] as number))[0];
  if (best === undefined) return count;
  const has = problem.resources.map((name, r) => amount(Math.max(0, best.room[r] as number), name));
  const needs = problem.resources.map((name, r) => amount(vm.demand[r] as number, name));
  const from = since(problem.edges[job.earliest] as number, scene.now);
  const each = job.vms.length > 1 ? `each of its ${job.vms.length} VMs` : 'it';
  return `${count}; ${each} needs ${needs.join(', ')}; ${from} on, ${scene.hostName(best.host)} has ${has.join(', ')} throughout`;
}

function runningLine(scene: Scene, name: string, job: RunningJob, decision: Decision): string {
  const { edges } = scene.problem;
  const on = places(scene, job.on);
  if (decision.kind === 'pause') {
    const again = decision.resume;
    const back =
      again === null ? 'not back within the horizon' : `back ${when(edges[again.slot] as number, scene.now)}`;
    return `${name} runs on ${on}; paused ${when(edges[decision.slot] as number, scene.now)}, ${back}`;
  }
  const moves = decision.kind === 'run' ? decision.moves : [];
  if (moves.length === 0) return `${name} runs on ${on} and stays there`;
  const targets = list(
    moves.map((move) => `${scene.hostName(move.host)} ${when(edges[move.slot] as number, scene.now)}`),
  );
  return `${name} runs on ${on} and moves to ${targets}`;
}

function verdictLines(
  verdicts: readonly Verdict[],
  { id, name, vms }: Pick<Lease, 'id' | 'name' | 'vms'>,
): readonly string[] {
  const own = verdicts.filter(
    ({ about }) =>
      (about.kind === 'lease' && about.id === id) || (about.kind === 'vm' && vms.some((vm) => vm === about.id)),
  );
  return own.length > 0 ? [...new Set(own.map(({ message }) => message))] : [`${name} is not part of this horizon`];
}

const places = (scene: Scene, hosts: readonly number[]): string => list(hosts.map(scene.hostName));
