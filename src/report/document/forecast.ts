import type { Forecast } from '../../domain/plan.ts';
import type { Lookup } from '../lookup.ts';
import { iso } from '../words.ts';
import type { ForecastDocument } from './schema.ts';

/** What is foreseen for one lease, with names and sizes spelled out. `now` in Unix seconds. */
export function forecastDocument(forecast: Forecast, names: Lookup, now: number): ForecastDocument {
  const demands = forecast.vms.flatMap((id) => names.vm(id)?.demand ?? []);
  const { startAt, endAt } = forecast;
  return {
    lease: forecast.lease,
    name: forecast.name,
    vms: forecast.vms,
    cpuCores: demands.reduce((sum, { cpuCentis }) => sum + cpuCentis, 0) / 100,
    memoryMib: demands.reduce((sum, { memoryMib }) => sum + memoryMib, 0),
    outcome: forecast.outcome,
    startAt: startAt === null ? null : iso(startAt),
    startAtUnixSeconds: startAt,
    startsInSeconds: startAt === null ? null : startAt - now,
    endAt: endAt === null ? null : iso(endAt),
    endAtUnixSeconds: endAt,
    hosts: forecast.hosts,
    hostNames: forecast.hosts.map(names.hostName),
    reasonCode: forecast.reasonCode,
    reason: forecast.reason,
  };
}
