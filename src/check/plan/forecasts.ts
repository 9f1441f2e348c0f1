import type { VmId } from '../../domain/ids.ts';
import type { Lease } from '../../domain/lease.ts';
import type { Forecast } from '../../domain/plan.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { interruptions, type Rehearsal } from './rehearsal.ts';
import type { Track } from './track.ts';

/**
 * complete: there is one forecast per lease in the order of the snapshot, then one per VM without a lease, and each
 * says what the actions do: what starts is started then and there, what is paused is interrupted, the rest is not.
 */
export function checkForecasts(rehearsal: Rehearsal): readonly Violation[] {
  const { snapshot, plan, leases } = rehearsal;
  const loose = snapshot.vms.filter(({ id }) => !leases.has(id)).map(({ id }) => [id]);
  const expected = [...snapshot.leases.map(({ vms }) => vms), ...loose];
  const counts = `${plan.forecasts.length} forecasts for ${expected.length} leases and VMs without one`;
  return [
    ...when(plan.forecasts.length !== expected.length, 'complete', counts),
    ...plan.forecasts.flatMap((forecast, index) =>
      checkForecast(rehearsal, forecast, snapshot.leases[index], expected[index] ?? []),
    ),
  ];
}

function checkForecast(
  { tracks, policy }: Rehearsal,
  forecast: Forecast,
  lease: Lease | undefined,
  vms: readonly VmId[],
): readonly Violation[] {
  const same = forecast.vms.join() === vms.join() && (lease === undefined || lease.id === forecast.lease);
  if (!same) return when(true, 'complete', `the forecast of ${forecast.lease} is out of order`);
  const members = vms.map((vm) => tracks.get(vm)).filter((track) => track !== undefined);
  const { startAt, endAt } = forecast;
  const fault = contradiction(forecast, members);
  const early = startAt !== null && endAt !== null && endAt < startAt;
  const finish = Math.min(...members.map(({ finishAt }) => finishAt ?? Number.NEGATIVE_INFINITY));
  const short = endAt !== null && endAt + policy.time.slotSeconds < finish;
  return [
    ...when(fault !== null, 'complete', `${forecast.lease}: ${fault}`),
    ...when(early, 'complete', `${forecast.lease} is said to end before it starts`),
    ...when(short, 'complete', `${forecast.lease} is said to end at ${momentOf(endAt ?? 0)}, before it is done`),
  ];
}

/** How what is said and what is done differ; null when they do not. */
function contradiction({ outcome, startAt, hosts }: Forecast, members: readonly Track[]): string | null {
  const arrivals = members.flatMap((track) => track.arrivals);
  const steps = arrivals.length + members.reduce((sum, { departures }) => sum + departures.length, 0);
  const starting = members.every((track) => track.arrivals.length > 0);
  switch (outcome) {
    case 'starts': {
      const then = arrivals.some(({ begin, action }) => startAt === begin || startAt === action.notBefore);
      const there = members.every(({ arrivals: own }, index) => own.some(({ action }) => action.host === hosts[index]));
      if (!starting) return 'is said to start, but is not started';
      if (!then) return `is said to start at ${startAt === null ? 'no time' : momentOf(startAt)}, but does not`;
      return there ? null : `is said to start on hosts ${hosts.join()}, but does not`;
    }
    case 'waits':
    case 'refused':
      return arrivals.length > 0 ? `${outcome}, but is started` : null;
    case 'untouched':
      return steps > 0 ? 'is said to be untouched, but is acted on' : null;
    case 'runs':
      return members.some((track) => interruptions(track).length > 0) ? 'is said to run on, but is interrupted' : null;
    case 'paused':
      return members.some(({ departures }) => departures.length > 0) ? null : 'is said to be paused, but is not';
  }
}
