import type { Epoch } from '../domain/epoch.ts';
import type { Forecast } from '../domain/plan.ts';
import { forecastDocument } from './document/forecast.ts';
import type { ForecastDocument } from './document/schema.ts';
import { type Lookup, lookup } from './lookup.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { identity, start, why } from './sheets/leases.ts';

/** States of VMs that hold no room: PENDING, HOLD, STOPPED, UNDEPLOYED, CLONING and its failure. */
const WAITING_STATES: ReadonlySet<number> = new Set([0, 1, 2, 4, 9, 10, 11]);

/** Every request that holds no room yet: first those with a start foreseen, soonest first, then the others. */
export function queue({ plan, snapshot }: Epoch): readonly Forecast[] {
  const names = lookup(snapshot);
  const waits = ({ vms }: Forecast): boolean => vms.some((id) => WAITING_STATES.has(names.vm(id)?.state ?? -1));
  return (plan?.forecasts ?? []).filter(waits).toSorted((a, b) => soonest(a) - soonest(b));
}

/** The queue as a table: who asked, when and where it is foreseen to start, and why not sooner. */
export function queueSheet(epoch: Epoch): Sheet {
  const names = lookup(epoch.snapshot);
  const columns = [...identity(names), user(names), ...start(names, epoch.snapshot.takenAt), ...why];
  return sheet('Queue', columns, queue(epoch));
}

/** The queue as JSON. */
export function queueDocument(epoch: Epoch): { readonly queue: readonly ForecastDocument[] } {
  const names = lookup(epoch.snapshot);
  return { queue: queue(epoch).map((forecast) => forecastDocument(forecast, names, epoch.snapshot.takenAt)) };
}

const user = (names: Lookup): Column<Forecast> => ({
  name: 'USER',
  about: 'who asked for it',
  left: true,
  cell: ({ vms }) => vms.map((id) => names.vm(id)?.userName)[0] ?? null,
});

const soonest = ({ startAt }: Forecast): number => startAt ?? Number.MAX_SAFE_INTEGER;
