import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openMemory } from '../../../src/store/memory.ts';
import type { Audit } from '../oned/core/audit.ts';
import { illegalActions, overcommitments } from '../oned/judge.ts';
import type { RunningOned } from '../oned/start.ts';
import { MAY_BE_REFUSED } from './quick.ts';
import { type Request, templateOf, WAVES } from './requests.ts';

/** A start is sent at its second; more is what a loaded machine takes to get there. */
const LATEST_SECONDS = 2.5;

/** Commands of a gang follow each other at once; its boots take as long as each other, but for the load. */
const TOGETHER_SECONDS = 1;

export interface Submitted extends Request {
  readonly vm: number;
  /** Unix seconds. */
  readonly submittedAt: number;
}

/** How a hundred requests ended. */
export interface Verdict {
  readonly epochs: number;
  /** Seconds of the longest epoch. */
  readonly slowestSeconds: number;
  readonly reservations: number;
  readonly kept: number;
  readonly stops: number;
  /** What may not be on any machine, one line each. */
  readonly wrong: readonly string[];
  /** What a machine that is too slow for leases of seconds brings about. */
  readonly late: readonly string[];
}

/** Judges by the cloud's own account, the planner's log and what it remembers; the planner has ended. */
export async function verdictOn(oned: RunningOned, requests: readonly Submitted[], log: string): Promise<Verdict> {
  const audit = await oned.control({ do: 'audit' });
  const vms = await viewsOf(oned);
  const reservations = requests.filter(({ kind }) => kind === 'reservation');
  const kept = reservations.filter((request) => startsOf(request, audit).length > 0);
  const late = kept
    .filter((request) => !isExact(request, audit))
    .map(({ name }) => `${name} did not start at its second`);
  const epochs = epochsIn(log);
  return {
    epochs: epochs.length,
    slowestSeconds: Math.max(...epochs.map(({ wallSeconds }) => wallSeconds ?? 0)),
    reservations: reservations.length,
    kept: kept.length,
    stops: audit.asked.filter(({ action }) => action === 'stop').length,
    wrong: [
      ...linesOf(log).flatMap((line) => (line.level >= 50 ? [`an epoch failed: ${JSON.stringify(line)}`] : [])),
      ...overcommitments(audit).map((each) => `a host was over capacity: ${JSON.stringify(each)}`),
      ...illegalActions(audit).map((each) => `a VM was acted on in an illegal state: ${JSON.stringify(each)}`),
      ...requests.flatMap((request) => problemWith(request, audit)),
      ...requests.flatMap((request) => untold(request, audit, vms)),
      ...(await brokenPromises(oned, requests, audit)),
    ],
    late: [...late, ...apartGangs(requests, audit)],
  };
}

/** A line of the planner's log; what it counts only where it has `planned`. */
interface Line {
  readonly level: number;
  readonly msg: string;
  readonly wallSeconds?: number;
  readonly epoch?: number;
  readonly due?: number;
  readonly starts?: number;
  readonly waits?: number;
  readonly paused?: number;
  readonly refused?: number;
}

export const epochsIn = (log: string): readonly Line[] =>
  linesOf(log).filter(({ msg }) => msg === 'planned' || msg === 'unchanged');

/** The last one may still be on its way. */
const linesOf = (log: string): readonly Line[] =>
  log
    .replace(/[^\n]*$/, '')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

/** Hands in a hundred requests of all kinds, in three waves. */
export async function submitAll(oned: RunningOned): Promise<readonly Submitted[]> {
  const began = Date.now();
  const submitted: Submitted[] = [];
  for (const { afterSeconds, requests } of WAVES) {
    await sleep(Math.max(0, began + afterSeconds * 1000 - Date.now()));
    const { now } = await oned.control({ do: 'state' });
    const templates = requests.map((request) => templateOf(request, Math.floor(now)));
    const vms = await oned.control({ do: 'allocate', templates, user: 'alice' });
    submitted.push(
      ...requests.map((request, index) => ({ ...request, vm: vms[index] as number, submittedAt: Math.floor(now) })),
    );
  }
  return submitted;
}

/** Until every VM has run and left its host, or will never run. */
export async function allSettled(oned: RunningOned, seconds: number): Promise<void> {
  for (const began = Date.now(); Date.now() - began < seconds * 1000; ) {
    const { vms } = await oned.control({ do: 'state' });
    const open = vms.filter(({ phase, userTemplate }) => {
      const status = userTemplate.ONEPLAN_STATUS;
      return phase !== 'UNDEPLOYED' && !(phase === 'PENDING' && JSON.stringify(status ?? '').includes('refused'));
    });
    if (open.length === 0) return;
    await sleep(500);
  }
}

const startsOf = ({ vm }: Submitted, { asked }: Audit): readonly number[] =>
  asked.flatMap((each) => (each.vm === vm && each.action === 'deploy' && each.refusal === null ? [each.at] : []));

function isExact(request: Submitted, audit: Audit): boolean {
  const [start] = startsOf(request, audit);
  const late = (start ?? Number.POSITIVE_INFINITY) - (request.submittedAt + (request.at ?? 0));
  return late >= 0 && late < LATEST_SECONDS;
}

/** What is wrong with how a request ended, whatever the machine: one line, or none. */
function problemWith(request: Submitted, audit: Audit): readonly string[] {
  const { kind, name, seconds, at, submittedAt } = request;
  const runs = audit.runs.filter(({ vm }) => vm === request.vm);
  const delivered = runs.reduce((sum, { from, until }) => sum + (until ?? from) - from, 0);
  const say = (what: string) => [
    `${name} (vm ${request.vm}) ${what}; delivered ${delivered.toFixed(2)} of ${seconds} s`,
  ];
  const ended = runs.at(-1)?.until ?? null;
  if (kind === 'impossible' || name.startsWith('hasty')) return runs.length === 0 ? [] : say('ran');
  if (runs.length === 0) return MAY_BE_REFUSED.has(kind) ? [] : say('never ran');
  if (ended === null) return say('has not ended');
  if (delivered < seconds) return say('was cut short');
  if (kind === 'deadline' && (deliveredAt(runs, seconds) ?? ended) > submittedAt + (at ?? 0))
    return say('missed its deadline');
  if (kind === 'reservation' && (startsOf(request, audit)[0] ?? 0) < submittedAt + (at ?? 0)) return say('came early');
  return [];
}

/** When so many seconds were delivered; null when they never were. */
function deliveredAt(runs: Audit['runs'], seconds: number): number | null {
  let left = seconds;
  for (const { from, until } of runs) {
    const length = (until ?? Number.POSITIVE_INFINITY) - from;
    if (length >= left) return from + left;
    left -= length;
  }
  return null;
}

/** What each kind of request that can never run is told. */
const WHYS: Readonly<Record<string, RegExp>> = {
  giant: /needs 64 cores and 32 GiB, more than the largest host it matches/,
  nowhere: /no host meets its requirements: .*no-such-host/,
  past: /is reserved for .*, which is past: submit it again with a later START/,
  hasty: /would miss its deadline .* even if started at once/,
};

type View = Awaited<ReturnType<typeof viewsOf>>[number];
const viewsOf = async (oned: RunningOned) => (await oned.control({ do: 'state' })).vms;

/** Who never ran has to wait for nothing, and is told the reason in his own attributes. */
function untold(request: Submitted, audit: Audit, vms: readonly View[]): readonly string[] {
  if (audit.runs.some(({ vm }) => vm === request.vm)) return [];
  const told = vms.find(({ id }) => id === request.vm)?.userTemplate.ONEPLAN_STATUS ?? [];
  const { STATE, REASON = '' } = Object.fromEntries(told as readonly (readonly [string, string])[]);
  const why = WHYS[request.name.replace(/-\d+$/, '')] ?? /./;
  return STATE === 'refused' && why.test(REASON) ? [] : [`${request.name} was told ${STATE}: ${REASON}`];
}

/** Who was given a start by a plan once, and was refused later. */
async function brokenPromises(
  oned: RunningOned,
  requests: readonly Submitted[],
  audit: Audit,
): Promise<readonly string[]> {
  const memory = await openMemory(join(oned.folder, 'store.db'));
  const isLost = ({ vm }: Submitted): boolean =>
    !audit.runs.some((run) => run.vm === vm) && (memory.lease(`vm-${vm}`)?.lease.acceptedAt ?? null) !== null;
  const lost = requests
    .filter((request) => request.group === null && isLost(request))
    .map(({ name }) => `${name} was refused after it had been accepted`);
  memory.close();
  return lost;
}

/** Gangs whose members began to run more than so far from each other as commands and boots differ. */
function apartGangs(requests: readonly Submitted[], audit: Audit): readonly string[] {
  const gangs = new Set(requests.flatMap(({ group }) => group ?? []));
  return [...gangs].flatMap((gang) => {
    const members = requests.filter(({ group }) => group === gang);
    const starts = members.flatMap(({ vm }) => audit.runs.find((run) => run.vm === vm)?.from ?? []);
    const apart = Math.max(...starts) - Math.min(...starts);
    const whole = starts.length === members.length && apart < TOGETHER_SECONDS;
    return whole ? [] : [`${gang}: ${starts.length} of ${members.length}, ${apart.toFixed(2)} s`];
  });
}
