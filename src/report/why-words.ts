import type { Epoch } from '../domain/epoch.ts';
import type { Lease, Terms } from '../domain/lease.ts';
import type { Action, Forecast, ReasonCode } from '../domain/plan.ts';
import { VM_STATES, type Vm } from '../domain/vm.ts';
import { type Lookup, lookup } from './lookup.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { printable } from './text-table.ts';
import type { HostAnswer, Why } from './why.ts';
import { cores, counted, iso, memory, moment, span } from './words.ts';

/** The answer for people, without the table of hosts. */
export function whyText(why: Why, epoch: Epoch): string {
  const names = lookup(epoch.snapshot);
  const { forecast, lease } = why;
  return [
    `${forecast.lease} (${forecast.name}): ${outcomeWords(forecast, names)}`,
    `why: ${forecast.reasonCode}: ${forecast.reason}`,
    ...(lease === null ? [] : [`asks for: ${asksFor(lease, why.vms)}`]),
    ...why.vms.map((vm) => `vm ${vm.id}: ${vm.name}, ${stateWords(vm, names)}`),
    ...why.verdicts.map(({ code, message }) => `verdict: ${code}: ${message}`),
    ...why.actions.map((action) => `action: ${actionWords(action, names)}`),
    `would help: ${remedyWords(why, epoch.snapshot.takenAt)}`,
  ]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

/** What every host says to its first VM. */
export const whySheet = ({ hosts }: Why): Sheet => sheet('Hosts', hostColumns, hosts);

/** The answer as JSON. */
export function whyDocument(why: Why, epoch: Epoch) {
  return {
    lease: why.forecast.lease,
    name: why.forecast.name,
    outcome: why.forecast.outcome,
    reasonCode: why.forecast.reasonCode,
    reason: why.forecast.reason,
    startAt: why.forecast.startAt === null ? null : iso(why.forecast.startAt),
    startAtUnixSeconds: why.forecast.startAt,
    terms: why.lease?.terms ?? null,
    durationSeconds: why.lease?.durationSeconds ?? null,
    weight: why.lease?.weight ?? null,
    preemptible: why.lease?.preemptible ?? null,
    vms: why.vms.map(({ id, name, state, demand }) => ({ id, name, state: stateName(state), ...demand })),
    verdicts: why.verdicts,
    actions: why.actions,
    wouldHelp: remedyWords(why, epoch.snapshot.takenAt),
    hosts: why.hosts.map(({ host, excluded, free, roomFrom }) => ({
      id: host.id,
      name: host.name,
      excluded,
      freeCpuCores: free.cpuCentis / 100,
      freeMemoryMib: free.memoryMib,
      roomFromUnixSeconds: roomFrom,
    })),
  };
}

function outcomeWords({ outcome, startAt, endAt, hosts }: Forecast, names: Lookup): string {
  const where = hosts.length === 0 ? '' : ` on ${names.hostNames(hosts)}`;
  const when = startAt === null ? '' : ` at ${moment(startAt)} UTC`;
  const end = endAt === null ? '' : ` until ${moment(endAt)}`;
  return `${outcome}${when}${where}${end}`;
}

function asksFor(lease: Lease, vms: readonly Vm[]): string {
  const each =
    vms[0] === undefined ? '' : ` of ${cores(vms[0].demand.cpuCentis)} cores, ${memory(vms[0].demand.memoryMib)}`;
  const length = lease.durationSeconds === null ? 'without end' : `for ${span(lease.durationSeconds)}`;
  const pause = lease.preemptible ? 'may be paused' : 'may not be paused';
  return `${counted(vms.length, 'VM')}${each}, ${length}, ${termsWords(lease.terms)}, ${pause}, weight ${lease.weight}`;
}

function termsWords(terms: Terms): string {
  switch (terms.kind) {
    case 'best-effort':
      return terms.notBefore === null ? 'best effort' : `best effort, not before ${moment(terms.notBefore)}`;
    case 'immediate':
      return 'now or not at all';
    case 'advance-reservation':
      return `reserved for ${moment(terms.startAt)}`;
    case 'deadline':
      return `done by ${moment(terms.finishBy)}`;
  }
}

const stateName = (state: number): string => (VM_STATES as Readonly<Record<number, string>>)[state] ?? String(state);

const stateWords = ({ state, stay }: Vm, names: Lookup): string =>
  `${stateName(state)}${stay === null ? '' : ` on ${names.hostName(stay.host)}`}`;

const actionWords = ({ operation, vm, host, notBefore, dependsOn, reason }: Action, names: Lookup): string =>
  `${operation} vm ${vm} on ${names.hostName(host)} at ${moment(notBefore)}` +
  `${dependsOn.length === 0 ? '' : ` after ${dependsOn.join(', ')}`}: ${reason}`;

/** Reasons that other leases, hosts and rules give; any other is the request's own. */
const NEEDS_ROOM: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'Starts',
  'Preempted',
  'Resources',
  'Priority',
  'Window',
  'Affinity',
  'Maintenance',
  'Budget',
]);

/** What would help, judged from the hosts' answers. */
function remedyWords({ forecast, lease, hosts }: Why, now: number): string {
  if (forecast.outcome === 'runs' || forecast.outcome === 'paused') return 'nothing has to: it runs already';
  if (forecast.startAt !== null && forecast.startAt <= now) return 'nothing has to: it starts now';
  if (!NEEDS_ROOM.has(forecast.reasonCode)) return `settling this: ${forecast.reason}`;
  const open = hosts.filter(({ excluded }) => excluded === null);
  if (open.length === 0) return 'a host that is large enough, matches its requirements and is on';
  if (lease?.terms.kind === 'advance-reservation')
    return `more room from ${moment(lease.terms.startAt)} UTC on, for its whole time`;
  const soonest = open.flatMap(({ host, roomFrom }) => (roomFrom === null ? [] : [{ host, roomFrom }]));
  if (soonest.length === 0) return 'less ahead of it, another matching host, or a longer horizon';
  const best = soonest.reduce((a, b) => (b.roomFrom < a.roomFrom ? b : a));
  return `more room: under this plan one of its VMs finds it first on ${best.host.name}, from ${moment(best.roomFrom)} UTC on`;
}

const hostColumns: readonly Column<HostAnswer>[] = [
  { name: 'HOST', about: 'name of the host', left: true, cell: ({ host }) => host.name },
  { name: 'MATCHES', about: 'may it go there', left: true, cell: ({ excluded }) => (excluded === null ? 'yes' : 'no') },
  { name: 'FREE_CPU', about: 'cores not given away now', cell: ({ free }) => cores(free.cpuCentis) },
  { name: 'FREE_MEM', about: 'memory not given away now', cell: ({ free }) => memory(Math.max(0, free.memoryMib)) },
  { name: 'ROOM_FROM', about: 'room for it under the plan, UTC', left: true, cell: ({ roomFrom }) => moment(roomFrom) },
  { name: 'WHY_NOT', about: 'why it never goes there', left: true, cell: ({ excluded }) => excluded },
];
