import type { Host } from '../../domain/host.ts';
import type { VmId } from '../../domain/ids.ts';
import type { Amounts } from '../../domain/resources.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf } from '../finding.ts';
import { groupBy } from '../group.ts';
import type { Span } from '../span.ts';
import type { Rehearsal } from './rehearsal.ts';
import { isPresent, type Track } from './track.ts';

/** Room held on a host until some moment of its future. */
interface Use {
  readonly second: number;
  readonly amounts: Amounts;
}

/**
 * capacity: at every moment a host gives away at most what it has, in oned's account, or where that is more, what it
 * gives away by the present at that moment. The first moment on each host is named.
 */
export function checkRoom(rehearsal: Rehearsal): readonly Violation[] {
  const holds = holdsByHost(rehearsal.tracks);
  const before = holdsByHost(rehearsal.present);
  return rehearsal.snapshot.hosts.flatMap((host) => {
    const here = holds.get(host.id) ?? [];
    if (here.every(isPresent)) return [];
    return checkHost(rehearsal, host, here, before.get(host.id) ?? []).slice(0, 1);
  });
}

function checkHost(
  { vms, snapshot }: Rehearsal,
  host: Host,
  here: readonly Span[],
  before: readonly Span[],
): readonly Violation[] {
  const demandOf = (vm: number): Amounts => vms.get(vm as VmId)?.demand ?? NOTHING;
  // Who is there now explains the account, however soon it will be gone; an account that lags behind explains no more.
  const unexplained = beyond(host.usage, sum(before.filter(isPresent), demandOf));
  const moments = [...new Set([...here, ...before].flatMap(({ from, until }) => [from, until]))]
    .filter((second) => second >= snapshot.takenAt && Number.isFinite(second))
    .sort((a, b) => a - b);
  return moments.flatMap((second) => {
    const used = plus(unexplained, sum(at(here, second), demandOf));
    const excused = plus(unexplained, sum(at(before, second), demandOf));
    return over(host, { second, amounts: used }, excused);
  });
}

function over({ name, capacity }: Host, { second, amounts }: Use, excused: Amounts): readonly Violation[] {
  const names = ['cpuCentis', 'memoryMib'] as const;
  return names
    .filter((r) => amounts[r] > Math.max(capacity[r], excused[r]))
    .map((r) => ({
      rule: 'capacity',
      message: `${name} gives away ${amounts[r]} of ${capacity[r]} ${r} at ${momentOf(second)}`,
    }));
}

const holdsByHost = (tracks: ReadonlyMap<VmId, Track>): ReadonlyMap<number, readonly Span[]> =>
  groupBy(
    [...tracks.values()].flatMap(({ holds }) => holds),
    ({ host }) => host,
  );

const at = (spans: readonly Span[], second: number): readonly Span[] =>
  spans.filter(({ from, until }) => from <= second && second < until);

const NOTHING: Amounts = { cpuCentis: 0, memoryMib: 0 };

const sum = (spans: readonly Span[], demandOf: (vm: number) => Amounts): Amounts =>
  spans.reduce((total, { vm }) => plus(total, demandOf(vm)), NOTHING);

const plus = (a: Amounts, b: Amounts): Amounts => ({
  cpuCentis: a.cpuCentis + b.cpuCentis,
  memoryMib: a.memoryMib + b.memoryMib,
});

const beyond = (a: Amounts, b: Amounts): Amounts => ({
  cpuCentis: Math.max(0, a.cpuCentis - b.cpuCentis),
  memoryMib: Math.max(0, a.memoryMib - b.memoryMib),
});
