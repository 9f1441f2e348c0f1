import type { Epoch } from '../domain/epoch.ts';
import { LEVELS } from '../domain/levels.ts';
import type { Forecast } from '../domain/plan.ts';
import { incumbentOf } from '../domain/solution.ts';
import { lookup } from './lookup.ts';
import { levelUnit } from './proof.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { iso, moment, span } from './words.ts';

/** Two plans of one epoch side by side. */
export interface Difference {
  readonly levels: readonly LevelDifference[];
  /** Leases that fare otherwise, in the order of the snapshot; new ones last. */
  readonly leases: readonly LeaseDifference[];
  /** Leases that fare the same. */
  readonly unchangedLeases: number;
}

/** Costs of one level; null without a plan. */
export interface LevelDifference {
  readonly level: string;
  readonly unit: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What each plan foresees for one lease; null where it is not there. */
export interface LeaseDifference {
  readonly lease: string;
  readonly name: string;
  readonly before: Fate | null;
  readonly after: Fate | null;
}

/** Where and when a lease runs. Times in Unix seconds. */
export interface Fate {
  readonly outcome: Forecast['outcome'];
  readonly startAt: number | null;
  readonly hostNames: string;
  readonly reasonCode: string;
}

/** Compares a plan with the plan of the changed cloud. */
export function difference(before: Epoch, after: Epoch): Difference {
  const fates = [fatesOf(before), fatesOf(after)] as const;
  const all = new Map(
    [...(before.plan?.forecasts ?? []), ...(after.plan?.forecasts ?? [])].map((one) => [one.lease, one]),
  );
  const leases = [...all.values()].map(({ lease, name }) => ({
    lease,
    name,
    before: fates[0].get(lease) ?? null,
    after: fates[1].get(lease) ?? null,
  }));
  const changed = leases.filter(({ before, after }) => !same(before, after));
  return { levels: levelsOf(before, after), leases: changed, unchangedLeases: leases.length - changed.length };
}

/** Costs side by side. */
export const levelDifferenceSheet = ({ levels }: Difference): Sheet => sheet('Cost by level', levelColumns, levels);

/** Leases that fare otherwise, side by side. */
export const leaseDifferenceSheet = ({ leases }: Difference): Sheet => sheet('Leases', leaseColumns, leases);

/** The comparison as JSON. */
export const differenceDocument = ({ levels, leases, unchangedLeases }: Difference) => ({
  levels: levels.map((level) => ({ ...level, change: change(level) })),
  leases: leases.map(({ lease, name, before, after }) => ({
    lease,
    name,
    before: fateDocument(before),
    after: fateDocument(after),
    soonerBySeconds: sooner(before, after),
  })),
  unchangedLeases,
});

function levelsOf(before: Epoch, after: Epoch): readonly LevelDifference[] {
  const costs = [incumbentOf(before.solution)?.cost, incumbentOf(after.solution)?.cost] as const;
  return LEVELS.map((level, index) => ({
    level,
    unit: levelUnit(level, after.policy),
    before: costs[0]?.[index] ?? null,
    after: costs[1]?.[index] ?? null,
  }));
}

function fatesOf({ plan, snapshot }: Epoch): ReadonlyMap<string, Fate> {
  const names = lookup(snapshot);
  return new Map(
    (plan?.forecasts ?? []).map(({ lease, outcome, startAt, hosts, reasonCode }) => [
      lease,
      { outcome, startAt, hostNames: names.hostNames(hosts), reasonCode },
    ]),
  );
}

const same = (a: Fate | null, b: Fate | null): boolean =>
  a !== null && b !== null && a.outcome === b.outcome && a.startAt === b.startAt && a.hostNames === b.hostNames;

const fateDocument = (fate: Fate | null) =>
  fate === null
    ? null
    : { ...fate, startAt: fate.startAt === null ? null : iso(fate.startAt), startAtUnixSeconds: fate.startAt };

const sooner = (before: Fate | null, after: Fate | null): number | null =>
  before === null || after === null || before.startAt === null || after.startAt === null
    ? null
    : before.startAt - after.startAt;

const change = ({ before, after }: LevelDifference): number | null =>
  before === null || after === null ? null : after - before;

const levelColumns: readonly Column<LevelDifference>[] = [
  { name: 'LEVEL', about: 'a level is never traded for a later one', left: true, cell: ({ level }) => level },
  { name: 'NOW', about: 'cost as it is', cell: ({ before }) => before },
  { name: 'CHANGED', about: 'cost of the changed cloud', cell: ({ after }) => after },
  { name: 'CHANGE', about: 'changed − now', cell: change },
  { name: 'UNIT', about: 'what the numbers count', left: true, cell: ({ unit }) => unit },
];

const side = (name: string, pick: (row: LeaseDifference) => Fate | null): readonly Column<LeaseDifference>[] => [
  { name, about: 'what becomes of it', left: true, cell: (row) => pick(row)?.outcome ?? null },
  { name: `${name}_START`, about: 'UTC', left: true, cell: (row) => moment(pick(row)?.startAt ?? null) },
  { name: `${name}_HOST`, about: 'where', left: true, cell: (row) => pick(row)?.hostNames ?? null },
];

const leaseColumns: readonly Column<LeaseDifference>[] = [
  { name: 'LEASE', about: 'id of the lease', left: true, cell: ({ lease }) => lease },
  { name: 'NAME', about: 'what its owner calls it', left: true, cell: ({ name }) => name },
  ...side('NOW', ({ before }) => before),
  ...side('CHANGED', ({ after }) => after),
  { name: 'SOONER', about: 'by how much it starts sooner', cell: ({ before, after }) => span(sooner(before, after)) },
  { name: 'REASON', about: 'in the changed cloud', left: true, cell: ({ after }) => after?.reasonCode ?? null },
];
