import { type HostId, type LeaseId, leaseId, type VmId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import { ACCEPTANCE } from '../domain/levels.ts';
import type { Action, Forecast } from '../domain/plan.ts';
import type { RunningJob, WaitingJob } from '../domain/problem.ts';
import type { Decision } from '../domain/schedule.ts';
import type { Verdict, VerdictCode } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import { workEnds } from './lease-end.ts';
import { standingOf } from './legal.ts';
import type { Setting } from './setting.ts';
import type { Step } from './step.ts';
import { Trial } from './trial.ts';
import { type HoldUp, holdUp } from './why.ts';
import { clock, list, when } from './words.ts';

type Outlook = Omit<Forecast, 'lease' | 'name' | 'vms'>;

/** What becomes of every lease of the snapshot, in its order, then of every VM that has none. */
export function forecastsOf(
  setting: Setting,
  actions: readonly Action[],
  givenUp: readonly Step[],
  verdicts: readonly Verdict[],
): readonly Forecast[] {
  const { snapshot } = setting;
  const trial = setting.policy.explains === false ? null : new Trial(setting.problem, setting.schedule);
  const ofLease = grouped(actions);
  const stays = new Set(givenUp.map(({ vm }) => setting.problem.vms[vm]?.job));
  const about = verdictsBySubject([...verdicts, ...snapshot.verdicts]);
  const leased = new Set(snapshot.leases.flatMap(({ vms }) => vms));
  const forecast = (lease: Pick<Lease, 'id' | 'name' | 'vms'>): Forecast => {
    const planned = setting.job(lease.id);
    const outlook =
      planned === null
        ? unplanned(setting, lease, about(lease))
        : planned.job.kind === 'waiting'
          ? waiting(setting, trial, planned.job, setting.schedule[planned.index] as Decision)
          : running(setting, planned.job, setting.schedule[planned.index] as Decision, {
              actions: ofLease.get(lease.id) ?? [],
              staysPut: stays.has(planned.index),
            });
    return { lease: lease.id, name: lease.name, vms: lease.vms, ...outlook };
  };
  const loose = snapshot.vms.filter(({ id }) => !leased.has(id));
  return [
    ...snapshot.leases.map(forecast),
    ...loose.map(({ id, name }) => forecast({ id: leaseId(`vm-${id}`), name, vms: [id] })),
  ];
}

function waiting(setting: Setting, trial: Trial | null, job: WaitingJob, decision: Decision): Outlook {
  if (decision.kind !== 'start') {
    const { code, words } = trial === null ? UNSAID : holdUp(setting, trial, job);
    const outcome = job.leaveCost[ACCEPTANCE] > 0 ? 'refused' : 'waits';
    return { outcome, startAt: null, endAt: null, hosts: [], reasonCode: code, reason: `${LEFT[outcome]}: ${words}` };
  }
  const startAt = setting.problem.edges[decision.slot] as number;
  const endAt = job.occupiedSeconds === null ? null : workEnds(setting, job.lease, startAt + job.occupiedSeconds);
  const places = list(decision.hosts.map((host) => setting.hostName(host)));
  const start = `starts ${when(startAt, setting.now)} on ${places}`;
  const outlook = { outcome: 'starts', startAt, endAt, hosts: hostIds(setting, decision.hosts) } as const;
  if (decision.slot > job.earliest) {
    const { code, words } = trial === null ? UNSAID : holdUp(setting, trial, job);
    return { ...outlook, reasonCode: code, reason: `${start}: ${words}` };
  }
  const asked = job.earliest > 0 ? `, ${askedFor(setting, job)}` : '';
  return { ...outlook, reasonCode: job.earliest > 0 ? 'Window' : 'Starts', reason: start + asked };
}

/** Where nobody asks why. */
const UNSAID: HoldUp = { code: 'Resources', words: 'others come before it' };

const LEFT = { refused: 'can not be met', waits: 'waits' } as const;

function askedFor(setting: Setting, job: WaitingJob): string {
  const { terms } = setting.lease(job.lease);
  switch (terms.kind) {
    case 'advance-reservation':
      return 'as reserved';
    case 'deadline':
    case 'best-effort':
      return terms.notBefore === null
        ? 'its first slot'
        : `not before ${clock(terms.notBefore, setting.now)}, as asked`;
    case 'immediate':
      return 'its first slot';
  }
}

interface Doings {
  readonly actions: readonly Action[];
  /** A move of it was given up. */
  readonly staysPut: boolean;
}

function running(setting: Setting, job: RunningJob, decision: Decision, doings: Doings): Outlook {
  const { now } = setting;
  const endsAt = (second: number): number => workEnds(setting, job.lease, second);
  if (decision.kind === 'pause') return paused(setting, job, decision, doings, endsAt);
  const moves = decision.kind === 'run' && !doings.staysPut ? decision.moves : [];
  const hosts = job.on.map((host, position) => moves.find((move) => move.position === position)?.host ?? host);
  const lost = Math.max(0, ...moves.map(({ position }) => job.moves[position]?.lostSeconds ?? 0));
  const endAt = job.remainingSeconds === null ? null : endsAt(now + job.remainingSeconds + lost);
  const outlook = { outcome: 'runs', startAt: null, endAt, hosts: hostIds(setting, hosts) } as const;
  const moved = doings.actions.find(({ operation }) => operation === 'migrate' || operation === 'live-migrate');
  if (moved !== undefined) return { ...outlook, reasonCode: 'Moved', reason: moved.reason };
  const places = list(hosts.map((host) => setting.hostName(host)));
  const until = endAt === null ? '' : ` until ${clock(endAt, now)}`;
  const stays = doings.staysPut ? '; to change places with others it would need a host to pass through' : '';
  return { ...outlook, reasonCode: 'Runs', reason: `runs on ${places}${until}${stays}` };
}

function paused(
  setting: Setting,
  job: RunningJob,
  { slot, resume }: Extract<Decision, { kind: 'pause' }>,
  { actions }: Doings,
  endsAt: (second: number) => number,
): Outlook {
  const { edges } = setting.problem;
  const departure = actions.find(({ operation }) => operation !== 'resume' && operation !== 'deploy');
  const why = departure?.reason ?? `paused ${when(edges[slot] as number, setting.now)}`;
  const outlook = { outcome: 'paused', reasonCode: 'Preempted' } as const;
  if (resume === null)
    return { ...outlook, startAt: null, endAt: null, hosts: [], reason: `${why}; not back within the horizon` };
  const startAt = edges[resume.slot] as number;
  const delivered = (edges[slot] as number) - setting.now;
  const left =
    job.remainingSeconds === null ? null : (job.pause?.resumeSeconds ?? 0) + job.remainingSeconds - delivered;
  const places = list(resume.hosts.map((host) => setting.hostName(host)));
  return {
    ...outlook,
    startAt,
    endAt: left === null ? null : endsAt(startAt + left),
    hosts: hostIds(setting, resume.hosts),
    reason: `${why}; goes on ${when(startAt, setting.now)} on ${places}`,
  };
}

/** A lease that is no part of the problem: a verdict says why, or it simply goes on. */
function unplanned(setting: Setting, lease: Pick<Lease, 'vms'>, verdicts: readonly Verdict[]): Outlook {
  const vms = setting.snapshot.vms.filter(({ id }) => lease.vms.includes(id));
  const hosts = vms.flatMap((vm) => placeOf(setting, vm));
  const outlook = { startAt: null, endAt: null, hosts };
  const [verdict] = verdicts.toSorted(
    (a, b) => SEVERITY.indexOf(OUTCOMES[a.code]) - SEVERITY.indexOf(OUTCOMES[b.code]),
  );
  if (verdict !== undefined) {
    const outcome = hosts.length > 0 ? 'untouched' : OUTCOMES[verdict.code];
    return { ...outlook, outcome, reasonCode: verdict.code, reason: verdict.message };
  }
  if (vms.some((vm) => standingOf(vm) === 'running'))
    return { ...outlook, outcome: 'runs', reasonCode: 'Runs', reason: 'runs on' };
  if (hosts.length > 0) return { ...outlook, outcome: 'untouched', reasonCode: 'InFlight', reason: 'left as it is' };
  return { ...outlook, outcome: 'waits', reasonCode: 'NotInHorizon', reason: 'not part of this horizon' };
}

const SEVERITY: readonly Forecast['outcome'][] = ['refused', 'waits', 'untouched'];

const OUTCOMES: Readonly<Record<VerdictCode, Forecast['outcome']>> = {
  Malformed: 'refused',
  BadAttribute: 'refused',
  TooLarge: 'refused',
  NoMatchingHost: 'refused',
  WindowPassed: 'refused',
  RuleConflict: 'refused',
  GangIncomplete: 'waits',
  NotInHorizon: 'waits',
  Hold: 'untouched',
  Locked: 'untouched',
  Failed: 'untouched',
  InFlight: 'untouched',
  OwnerStopped: 'untouched',
  Unsupported: 'untouched',
};

/** The host that a VM holds room on: its last one, if oned counts it there. */
function placeOf({ snapshot }: Setting, vm: Vm): readonly HostId[] {
  const host = snapshot.hosts.find(({ id }) => id === vm.stay?.host);
  return host?.vms.includes(vm.id) ? [host.id] : [];
}

function verdictsBySubject(verdicts: readonly Verdict[]): (lease: Pick<Lease, 'id' | 'vms'>) => readonly Verdict[] {
  const key = ({ about }: Verdict): string => `${about.kind} ${about.id}`;
  const subjects = new Map<string, readonly Verdict[]>();
  for (const verdict of verdicts) subjects.set(key(verdict), [...(subjects.get(key(verdict)) ?? []), verdict]);
  return ({ id, vms }) =>
    [`lease ${id}`, ...vms.map((vm: VmId) => `vm ${vm}`)].flatMap((subject) => subjects.get(subject) ?? []);
}

function grouped(actions: readonly Action[]): ReadonlyMap<LeaseId, readonly Action[]> {
  const groups = new Map<LeaseId, Action[]>();
  for (const action of actions) {
    const group = groups.get(action.lease);
    if (group === undefined) groups.set(action.lease, [action]);
    else group.push(action);
  }
  return groups;
}

const hostIds = ({ problem }: Setting, hosts: readonly number[]): readonly HostId[] =>
  hosts.map((host) => problem.hosts[host]?.id as HostId);
