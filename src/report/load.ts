import type { Epoch } from '../domain/epoch.ts';
import type { Host } from '../domain/host.ts';
import type { VmId } from '../domain/ids.ts';
import type { Occupation } from '../domain/plan.ts';
import type { Block } from '../domain/problem.ts';
import type { Amounts } from '../domain/resources.ts';

/** What one host gives away over time: steps that follow one another from now to the horizon. */
export interface HostLoad {
  readonly host: Host;
  readonly steps: readonly LoadStep[];
}

/** Room given away from `from` until `until` (Unix seconds). */
export interface LoadStep extends Amounts {
  readonly from: number;
  readonly until: number;
}

/** One entry per host of the snapshot that takes part in the problem, in that order. */
export function hostLoads(epoch: Epoch, occupations: readonly Occupation[]): readonly HostLoad[] {
  const { snapshot, problem } = epoch;
  const demands = new Map(snapshot.vms.map(({ id, demand }) => [id, demand]));
  const planned = new Set(problem.vms.map(({ id }) => id));
  const spans = [
    ...occupations.filter(({ vm }) => planned.has(vm)).map((occupation) => spanOf(occupation, demands, epoch)),
    ...problem.hosts.flatMap(({ id, blocks }) => blocks.map((block) => ({ host: id, ...blockSpan(block, epoch) }))),
  ];
  return snapshot.hosts
    .filter(({ id }) => problem.hosts.some((host) => host.id === id))
    .map((host) => ({
      host,
      steps: steps(
        spans.filter((span) => span.host === host.id),
        epoch,
      ),
    }));
}

/** What every running VM holds if nothing changes. */
export function presentOccupations({ problem }: Epoch): readonly Occupation[] {
  const now = problem.edges[0] as number;
  return problem.jobs.flatMap((job) =>
    job.kind === 'waiting'
      ? []
      : job.vms.flatMap((index, position) => {
          const vm = problem.vms[index];
          const host = problem.hosts[job.on[position] as number];
          if (vm === undefined || host === undefined) return [];
          const until = job.remainingSeconds === null ? null : now + job.remainingSeconds;
          return [{ vm: vm.id, host: host.id, from: now, until, phase: 'run' as const }];
        }),
  );
}

/** VMs that hold room on a host without being planned: under way, locked, failed or their owner's own business. */
export function leftAlone({ snapshot, problem }: Epoch, occupations: readonly Occupation[]): readonly Occupation[] {
  const drawn = new Set([...occupations.map(({ vm }) => vm), ...problem.vms.map(({ id }) => id)]);
  return snapshot.hosts.flatMap(({ id, vms }) =>
    vms
      .filter((vm) => !drawn.has(vm))
      .map((vm) => ({ vm, host: id, from: snapshot.takenAt, until: null, phase: 'run' as const })),
  );
}

/** The last edge: where the horizon ends, Unix seconds. */
export const horizonEnd = ({ problem }: Epoch): number => problem.edges.at(-1) as number;

const NOTHING: Amounts = { cpuCentis: 0, memoryMib: 0 };

function spanOf({ vm, host, from, until }: Occupation, demands: ReadonlyMap<VmId, Amounts>, epoch: Epoch) {
  return { host, from, until: until ?? horizonEnd(epoch), ...(demands.get(vm) ?? NOTHING) };
}

function blockSpan({ from, until, amounts }: Block, { problem }: Epoch): LoadStep {
  return {
    from: problem.edges[from] as number,
    until: problem.edges[until] as number,
    cpuCentis: amounts[0] ?? 0,
    memoryMib: amounts[1] ?? 0,
  };
}

/** Cuts time wherever something begins or ends, and adds up what holds room in each piece. */
function steps(spans: readonly LoadStep[], epoch: Epoch): readonly LoadStep[] {
  const begin = epoch.problem.edges[0] as number;
  const end = horizonEnd(epoch);
  const inside = (moment: number): boolean => moment > begin && moment < end;
  const cuts = [...new Set([begin, end, ...spans.flatMap(({ from, until }) => [from, until].filter(inside))])];
  cuts.sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const here = spans.filter((span) => span.from <= from && span.until > from);
    return { from, until: cuts[index + 1] as number, ...sum(here) };
  });
}

const sum = (amounts: readonly Amounts[]): Amounts => ({
  cpuCentis: amounts.reduce((total, { cpuCentis }) => total + cpuCentis, 0),
  memoryMib: amounts.reduce((total, { memoryMib }) => total + memoryMib, 0),
});
