import type { BrokenPromise, EpochRecord, RunRecord, StayRecord } from '../domain/run-record.ts';
import type { SimulationEvent } from '../domain/simulation-event.ts';
import type { Workload, WorkloadHost } from '../domain/workload.ts';
import { newLoad } from './load.ts';
import type { SimulationOptions } from './options.ts';
import type { Decision } from './policy.ts';
import { newTally, type Tally } from './tally.ts';

/** Listens to a run and writes down what reports need. */
export interface Recorder {
  readonly see: (event: SimulationEvent) => void;
  readonly epoch: (epoch: EpochRecord, promised: Decision['promised']) => void;
  readonly record: (policy: string, endSeconds: number) => RunRecord;
}

export function newRecorder(workload: Workload, hosts: readonly WorkloadHost[], options: SimulationOptions): Recorder {
  const tallies = workload.requests.map((request) => newTally(request, hosts));
  const epochs: EpochRecord[] = [];
  const stays: StayRecord[] = [];
  const broken: BrokenPromise[] = [];
  const refused = new Map<string, { readonly order: string; readonly reason: string; count: number }>();
  const outages = newOutages(hosts);
  const load = newLoad();
  const see = (event: SimulationEvent): void => {
    if ('host' in event) {
      outages.see(event);
      return;
    }
    if (event.kind === 'refused') {
      count(refused, event);
      return;
    }
    const tally = tallies[event.lease] as Tally;
    if (event.kind === 'broken') broken.push({ lease: tally.request.id, promise: event.promise, reason: event.reason });
    const stay = tally.see(event);
    if (stay !== null) stays.push({ lease: event.lease, ...stay });
    load.see(event, tally);
  };
  return {
    see,
    epoch: (epoch, promised) => {
      epochs.push(epoch);
      for (const { lease, startAt } of promised) tallies[lease]?.promise(epoch.atSeconds, startAt);
    },
    record: (policy, endSeconds) => ({
      policy,
      workload: workload.name,
      seed: options.seed,
      information: options.oracle ? 'oracle' : 'as asked',
      hosts,
      leases: tallies.map((tally, index) => tally.record(index, endSeconds)),
      stays: [...stays, ...openStays(tallies, endSeconds)],
      load: load.series(),
      epochs,
      outages: outages.all(endSeconds),
      refused: [...refused.values()],
      broken,
      endSeconds,
      violations: [],
    }),
  };
}

const openStays = (tallies: readonly Tally[], endSeconds: number): readonly StayRecord[] =>
  tallies.flatMap((tally, lease) => {
    const stay = tally.openStay(endSeconds);
    return stay === null ? [] : [{ lease, ...stay }];
  });

function count(
  refused: Map<string, { readonly order: string; readonly reason: string; count: number }>,
  { order, reason }: { readonly order: string; readonly reason: string },
): void {
  const entry = refused.get(`${order} ${reason}`);
  if (entry === undefined) refused.set(`${order} ${reason}`, { order, reason, count: 1 });
  else entry.count++;
}

function newOutages(hosts: readonly WorkloadHost[]) {
  const over: RunRecord['outages'][number][] = [];
  const since = new Map<number, number>();
  const close = (host: number, untilSeconds: number): void => {
    const fromSeconds = since.get(host) as number;
    over.push({ host: (hosts[host] as WorkloadHost).name, fromSeconds, untilSeconds });
    since.delete(host);
  };
  return {
    see: (event: SimulationEvent): void => {
      if (event.kind === 'host-down') since.set(event.host, event.at);
      if (event.kind === 'host-up') close(event.host, event.at);
    },
    all: (endSeconds: number): RunRecord['outages'] => {
      for (const host of [...since.keys()]) close(host, endSeconds);
      return over;
    },
  };
}
