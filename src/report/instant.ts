import type { Epoch } from '../domain/epoch.ts';
import type { Host } from '../domain/host.ts';
import type { HostId, VmId } from '../domain/ids.ts';
import type { InstantTerms } from '../domain/instant.ts';
import { gapOf, SHAPE } from '../domain/levels.ts';
import { incumbentOf } from '../domain/solution.ts';
import { lookup } from './lookup.ts';
import { planParts } from './plan-parts.ts';
import { type Sheet, sheet } from './sheet.ts';
import { actionSheet } from './sheets/actions.ts';
import { waitingSheet } from './sheets/leases.ts';
import { faultLines } from './summary.ts';
import { printable, type TextStyle, textTable } from './text-table.ts';
import { amount, counted, elapsed, percent } from './words.ts';

/** Of what is given away of a host, as shares of what it has, before and after the plan. */
interface HostLoad {
  readonly host: HostId;
  readonly name: string;
  readonly vms: readonly [before: number, after: number];
  readonly cpu: readonly [before: number, after: number];
  readonly memory: readonly [before: number, after: number];
}

/** The plan for one instant, for machines. */
export function instantDocument(epoch: Epoch, terms: InstantTerms, source: string) {
  const { solution, plan, violations } = epoch;
  const incumbent = incumbentOf(solution);
  const value = incumbent?.cost[SHAPE] ?? null;
  const bound = shapeBound(epoch);
  const moves = movesOf(epoch);
  return {
    source,
    objective: terms.objective,
    weights: terms.weights,
    migrationLimit: terms.migrations,
    status: solution.status,
    solver: incumbent?.by ?? null,
    /** Hosts in use (pack), or the load of the fullest host in permille (balance). */
    value,
    bound,
    gap: value === null || bound === null ? null : gapOf(value, bound),
    seconds: solution.trace.wallSeconds,
    placements: moves.filter(({ from }) => from === null).map(({ vm, to }) => ({ vm, host: to })),
    migrations: moves.filter(({ from }) => from !== null),
    pending: planParts(epoch)
      .waiting.concat(planParts(epoch).refused)
      .flatMap(({ vms, reasonCode, reason }) => vms.map((vm) => ({ vm, reasonCode, reason }))),
    actions: plan?.actions ?? [],
    hosts: hostLoads(epoch),
    violations: violations.map(({ rule, message }) => ({ rule, message })),
    faults: solution.trace.faults,
  };
}

/** The plan for one instant, for people: what is asked for, how good it is, what to do, and the hosts before and after. */
export function instantText(epoch: Epoch, terms: InstantTerms, source: string, style: TextStyle): string {
  const names = lookup(epoch.snapshot);
  const parts = planParts(epoch);
  const sheets = [
    actionSheet('Plan', epoch.plan?.actions ?? [], names),
    waitingSheet('Left pending', [...parts.waiting, ...parts.refused], names),
    hostSheet(epoch),
  ].filter(({ rows }) => rows.length > 0);
  return [
    `${printable(instantHead(epoch, terms, source))}\n${style.colours.cyan(proofLine(epoch, terms))}\n`,
    ...sheets.map((each) => `${style.colours.bold(each.title)}\n${textTable(each, style)}`),
    `${[...faultLines(epoch).map(printable), style.colours.bold(instantLine(epoch))].join('\n')}\n`,
  ].join('\n');
}

/** Every host before and after, in the order of the snapshot. */
export const hostSheet = (epoch: Epoch): Sheet =>
  sheet(
    'Hosts before and after',
    [
      { name: 'HOST', about: 'id of the host', cell: ({ host }) => host },
      { name: 'NAME', about: 'name of the host', left: true, cell: ({ name }) => name },
      { name: 'VMS', about: 'VMs that hold room', cell: ({ vms }) => change(vms, amount) },
      { name: 'CPU', about: 'share of its cores given away', cell: ({ cpu }) => change(cpu, percent) },
      { name: 'MEM', about: 'share of its memory given away', cell: ({ memory }) => change(memory, percent) },
    ],
    hostLoads(epoch),
  );

function instantHead({ snapshot }: Epoch, { objective, weights, migrations }: InstantTerms, source: string): string {
  const by = objective === 'pack' ? '' : ` by cpu ${weights.cpu}, memory ${weights.memory}`;
  const limit = migrations === null ? 'migrations without limit' : `at most ${counted(migrations, 'migration')}`;
  return (
    `${source}: ${counted(snapshot.hosts.length, 'host')}, ${counted(snapshot.vms.length, 'VM')}; ` +
    `${objective}${by}, ${limit}`
  );
}

function proofLine(epoch: Epoch, { objective }: InstantTerms): string {
  const { solution } = epoch;
  const incumbent = incumbentOf(solution);
  if (incumbent === null) return `${solution.status}: ${'reason' in solution ? solution.reason : ''}`;
  const value = incumbent.cost[SHAPE];
  const bound = shapeBound(epoch);
  const words = (shape: number): string => (objective === 'pack' ? amount(shape) : percent(shape / 1000));
  const what = objective === 'pack' ? 'hosts in use' : 'fullest host';
  const proof = bound === null ? 'no bound' : `bound ${words(bound)}, gap ${percent(gapOf(value, bound))}`;
  const who = `found by ${incumbent.by}, solved in ${elapsed(solution.trace.wallSeconds)}`;
  return `${solution.status}: ${what} ${words(value)}, ${proof}; ${who}`;
}

function instantLine(epoch: Epoch): string {
  if (epoch.plan === null) return 'No plan.';
  const moves = movesOf(epoch);
  const { waiting, refused } = planParts(epoch);
  const left = [...waiting, ...refused].reduce((sum, { vms }) => sum + vms.length, 0);
  const placed = moves.filter(({ from }) => from === null).length;
  return `Plan: ${amount(placed)} placed, ${amount(moves.length - placed)} migrated, ${amount(left)} left pending.`;
}

/** Known only when every level before is proven: a bound there speaks of other plans. */
function shapeBound({ solution }: Epoch): number | null {
  if (solution.status !== 'optimal' && solution.status !== 'feasible') return null;
  const { incumbent, bound } = solution;
  const isProven = incumbent.cost.every((cost, level) => level >= SHAPE || cost === bound[level]);
  return isProven ? bound[SHAPE] : null;
}

/** Where each VM that the plan touches comes from (null: nowhere) and ends up. */
function movesOf({ snapshot, problem, solution }: Epoch) {
  const hostOf = (index: number): HostId => problem.hosts[index]?.id as HostId;
  const schedule = incumbentOf(solution)?.schedule ?? [];
  const stays = new Map(snapshot.vms.map(({ id, stay }) => [id, stay?.host ?? null]));
  return schedule.flatMap((decision, index): { vm: VmId; from: HostId | null; to: HostId }[] => {
    const vmAt = (position: number): VmId => problem.vms[problem.jobs[index]?.vms[position] as number]?.id as VmId;
    if (decision.kind === 'start') {
      return decision.hosts.map((host, position) => ({ vm: vmAt(position), from: null, to: hostOf(host) }));
    }
    if (decision.kind !== 'run') return [];
    return decision.moves.map(({ position, host }) => ({
      vm: vmAt(position),
      from: stays.get(vmAt(position)) ?? null,
      to: hostOf(host),
    }));
  });
}

function hostLoads(epoch: Epoch): readonly HostLoad[] {
  const demands = new Map(epoch.snapshot.vms.map(({ id, demand }) => [id, demand]));
  const shifts = new Map<HostId, { vms: number; cpu: number; memory: number }>();
  const shift = (host: HostId, vm: VmId, sign: number): void => {
    const known = shifts.get(host) ?? { vms: 0, cpu: 0, memory: 0 };
    const demand = demands.get(vm);
    shifts.set(host, {
      vms: known.vms + sign,
      cpu: known.cpu + sign * (demand?.cpuCentis ?? 0),
      memory: known.memory + sign * (demand?.memoryMib ?? 0),
    });
  };
  for (const { vm, from, to } of movesOf(epoch)) {
    shift(to, vm, 1);
    if (from !== null) shift(from, vm, -1);
  }
  return epoch.snapshot.hosts.map((host) => loadOf(host, shifts.get(host.id) ?? { vms: 0, cpu: 0, memory: 0 }));
}

function loadOf(host: Host, by: { readonly vms: number; readonly cpu: number; readonly memory: number }): HostLoad {
  const share = (used: number, of: number): number => (of === 0 ? 0 : used / of);
  const { capacity, usage } = host;
  return {
    host: host.id,
    name: host.name,
    vms: [host.vms.length, host.vms.length + by.vms],
    cpu: [share(usage.cpuCentis, capacity.cpuCentis), share(usage.cpuCentis + by.cpu, capacity.cpuCentis)],
    memory: [share(usage.memoryMib, capacity.memoryMib), share(usage.memoryMib + by.memory, capacity.memoryMib)],
  };
}

const change = ([before, after]: readonly [number, number], words: (value: number) => string): string =>
  before === after ? words(before) : `${words(before)} -> ${words(after)}`;
