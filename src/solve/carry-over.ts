import type { HostId, LeaseId, VmId } from '../domain/ids.ts';
import type { LastEpoch } from '../domain/last-epoch.ts';
import { type Job, type Problem, type RunningJob, slotCount, type WaitingJob } from '../domain/problem.ts';
import type { Decision, Move, Resume } from '../domain/schedule.ts';
import { slotFrom } from '../domain/time.ts';
import { Ends } from './ends.ts';
import { resumedSeconds, savedBy } from './segments.ts';

/** A decision with hosts that may be gone. */
type Hosts = readonly (number | undefined)[];

/**
 * What the last epoch decided, said of a new problem, job by job: leases, VMs and hosts by their ids, slots by their
 * moments, whatever is past now. A job whose decision its own terms do not allow any more (window, host set, it runs by
 * now) has none: null. Room and rules among jobs are not looked at.
 */
export function carriedOver(problem: Problem, last: LastEpoch): readonly (Decision | null)[] {
  const atlas = atlasOf(problem, last);
  const before = new Map<LeaseId, number>(last.problem.jobs.map(({ lease }, index) => [lease, index]));
  return problem.jobs.map((job) => {
    const index = before.get(job.lease);
    const [known, decision] = [last.problem.jobs[index ?? -1], last.schedule[index ?? -1]];
    if (known === undefined || decision === undefined) return null;
    const positions = matchedVms(atlas, job, known);
    return positions === null ? null : carried(atlas, job, decision, positions);
  });
}

/** How the last problem's slots and hosts are called in the new one. */
interface Atlas {
  readonly problem: Problem;
  readonly last: Problem;
  readonly ends: Ends;
  /** By slot of the last problem: the first slot that begins no earlier, 0 when that is past; T beyond the horizon. */
  readonly slots: readonly number[];
  readonly hosts: Hosts;
  readonly sets: readonly ReadonlySet<number>[];
}

function atlasOf(problem: Problem, { problem: last }: LastEpoch): Atlas {
  const hostAt = new Map<HostId, number>(problem.hosts.map(({ id }, index) => [id, index]));
  return {
    problem,
    last,
    ends: new Ends(problem.edges),
    slots: last.edges.map((edge) => slotFrom(problem.edges, edge)),
    hosts: last.hosts.map(({ id }) => hostAt.get(id)),
    sets: problem.hostSets.map((set) => new Set(set)),
  };
}

/** By position in the job: where each VM was in the lease as it was; null when the lease has other VMs now. */
function matchedVms({ problem, last }: Atlas, job: Job, known: Job): readonly number[] | null {
  if (job.vms.length !== known.vms.length) return null;
  const before = new Map<VmId | undefined, number>(known.vms.map((vm, position) => [last.vms[vm]?.id, position]));
  const positions = job.vms.map((vm) => before.get(problem.vms[vm]?.id) ?? -1);
  return positions.includes(-1) ? null : positions;
}

function carried(atlas: Atlas, job: Job, decision: Decision, positions: readonly number[]): Decision | null {
  const hostsOf = (hosts: readonly number[]): Hosts =>
    positions.map((position) => atlas.hosts[hosts[position] as number]);
  const resumeOf = ({ slot, hosts }: Resume) => ({ slot: slotOf(atlas, slot), hosts: hostsOf(hosts) });
  if (job.kind === 'waiting') {
    if (decision.kind === 'start') return started(atlas, job, resumeOf(decision));
    // it was paused, and waits for its resume now
    const resume = decision.kind === 'pause' ? decision.resume : null;
    return resume === null ? null : started(atlas, job, resumeOf(resume));
  }
  if (decision.kind === 'run') return moved(atlas, job, decision.moves, positions);
  if (decision.kind !== 'pause') return null;
  return paused(atlas, job, slotOf(atlas, decision.slot), decision.resume && resumeOf(decision.resume));
}

const slotOf = (atlas: Atlas, slot: number): number => atlas.slots[slot] as number;

interface Place {
  readonly slot: number;
  readonly hosts: Hosts;
}

function started(atlas: Atlas, job: WaitingJob, { slot, hosts }: Place): Decision | null {
  if (slot < job.earliest || slot > job.latest) return null;
  const known = allKnown(hosts, (host, position) => isAdmissible(atlas, job, position, host));
  return known === null ? null : { kind: 'start', slot, hosts: known };
}

/** The moves that are still to be made. */
function moved(atlas: Atlas, job: RunningJob, moves: readonly Move[], positions: readonly number[]): Decision | null {
  const until = atlas.ends.after(0, job.remainingSeconds);
  const left = positions.flatMap((before, position): readonly Move[] => {
    const move = moves.find((each) => each.position === before);
    const host = move === undefined ? undefined : atlas.hosts[move.host];
    if (move === undefined || host === undefined || host === job.on[position]) return [];
    const slot = slotOf(atlas, move.slot);
    const isMade = slot < until && job.moves[position]?.slots.includes(slot) === true;
    return isMade && isAdmissible(atlas, job, position, host) ? [{ position, slot, host }] : [];
  });
  return left.length === 0 ? null : { kind: 'run', moves: left };
}

function paused(atlas: Atlas, job: RunningJob, slot: number, resume: Place | null): Decision | null {
  const terms = job.pause;
  if (terms === null || !terms.slots.includes(slot) || !isBeforeItsEnd(atlas, job, slot)) return null;
  if (resume === null) return terms.finishBy === null ? { kind: 'pause', slot, resume: null } : null;
  const again = Math.max(resume.slot, savedBy(atlas.ends, job, slot));
  if (again >= slotCount(atlas.problem) || !isInTime(atlas, job, slot, again)) return null;
  const hosts = allKnown(
    resume.hosts,
    (host, position) =>
      host === job.on[position] || (terms.resumesAnywhere && isAdmissible(atlas, job, position, host)),
  );
  return hosts === null ? null : { kind: 'pause', slot, resume: { slot: again, hosts } };
}

function isBeforeItsEnd({ problem: { edges } }: Atlas, { remainingSeconds }: RunningJob, slot: number): boolean {
  return remainingSeconds === null || (edges[slot] as number) - (edges[0] as number) < remainingSeconds;
}

function isInTime({ problem }: Atlas, job: RunningJob, slot: number, again: number): boolean {
  const finishBy = job.pause?.finishBy ?? null;
  if (finishBy === null) return true;
  if (job.remainingSeconds === null) return false;
  return (problem.edges[again] as number) + resumedSeconds(problem, job, slot) <= finishBy;
}

const isAdmissible = ({ problem, sets }: Atlas, job: Job, position: number, host: number): boolean =>
  sets[problem.vms[job.vms[position] as number]?.hostSet ?? -1]?.has(host) === true;

/** The hosts when all are there still and allowed. */
function allKnown(hosts: Hosts, isAllowed: (host: number, position: number) => boolean): readonly number[] | null {
  const known = hosts.filter((host, position) => host !== undefined && isAllowed(host, position));
  return known.length === hosts.length ? (known as readonly number[]) : null;
}
