import type { LeftOut, Workload, WorkloadHost, WorkloadRequest, WorkloadTerms } from '../../domain/workload.ts';
import { type Spread, spreadOf } from './spread.ts';

type Kind = WorkloadTerms['kind'];

/** What there is of one kind of lease. */
export interface KindStats {
  readonly kind: Kind;
  readonly requests: number;
  readonly vms: number;
  readonly preemptible: number;
  /** Core-hours of real run times; requests without end count nothing. */
  readonly coreHours: number;
  readonly runSeconds: Spread;
}

/** A workload in figures. */
export interface WorkloadStats {
  readonly name: string;
  readonly requests: number;
  readonly vms: number;
  readonly kinds: readonly KindStats[];
  /** From the first submit to the last. */
  readonly submitSpanSeconds: number;
  readonly endless: number;
  readonly hosts: { readonly count: number; readonly cores: number; readonly memoryMib: number } | null;
  /** Work that arrives, over what the hosts can give between the first submit and the last; null without hosts or span. */
  readonly offeredLoad: { readonly cpu: number; readonly memory: number } | null;
  readonly vmsPerRequest: Spread;
  readonly coresPerVm: Spread;
  readonly memoryMibPerVm: Spread;
  readonly runSeconds: Spread;
  readonly askedSeconds: Spread;
  /** Real over asked, of requests that have both. */
  readonly accuracy: Spread;
  readonly overruns: number;
  readonly secondsBetweenArrivals: Spread;
  /** Submits by hour of the day, from the workload's start. */
  readonly arrivalsByHour: readonly number[];
  /** From a reservation's submit to its start. */
  readonly noticeSeconds: Spread;
  /** Room of deadlines beyond the time asked for, as a multiple of it. */
  readonly slack: Spread;
  readonly leftOut: readonly LeftOut[];
  readonly adjusted: readonly LeftOut[];
}

const KINDS: readonly Kind[] = ['best-effort', 'immediate', 'advance-reservation', 'deadline'];

/** `hosts` are those of the workload unless others are named. */
export function workloadStats(
  workload: Workload & { readonly adjusted?: readonly LeftOut[] },
  hosts: readonly WorkloadHost[] | null = workload.hosts,
): WorkloadStats {
  const { requests } = workload;
  const span = (requests.at(-1)?.submitSeconds ?? 0) - (requests[0]?.submitSeconds ?? 0);
  return {
    name: workload.name,
    requests: requests.length,
    vms: sum(requests, ({ vms }) => vms.length),
    kinds: KINDS.map((kind) => kindStats(kind, requests)).filter((stats) => stats.requests > 0),
    submitSpanSeconds: span,
    endless: requests.filter(({ realSeconds }) => realSeconds === null).length,
    hosts: hosts === null ? null : totalOf(hosts),
    offeredLoad: hosts === null || span === 0 ? null : loadOf(requests, hosts, span),
    ...sizesOf(requests),
    ...timesOf(requests),
    leftOut: workload.leftOut,
    adjusted: workload.adjusted ?? [],
  };
}

function kindStats(kind: Kind, all: readonly WorkloadRequest[]): KindStats {
  const requests = all.filter(({ terms }) => terms.kind === kind);
  return {
    kind,
    requests: requests.length,
    vms: sum(requests, ({ vms }) => vms.length),
    preemptible: requests.filter(({ preemptible }) => preemptible).length,
    coreHours: workOf(requests, 'cpuCentis') / 100 / 3_600,
    runSeconds: spreadOf(runsOf(requests)),
  };
}

const sizesOf = (requests: readonly WorkloadRequest[]) => ({
  vmsPerRequest: spreadOf(requests.map(({ vms }) => vms.length)),
  coresPerVm: spreadOf(requests.flatMap(({ vms }) => vms.map(({ cpuCentis }) => cpuCentis / 100))),
  memoryMibPerVm: spreadOf(requests.flatMap(({ vms }) => vms.map(({ memoryMib }) => memoryMib))),
});

function timesOf(requests: readonly WorkloadRequest[]) {
  const both = requests.filter(({ durationSeconds, realSeconds }) => durationSeconds !== null && realSeconds !== null);
  const accuracy = both.map(
    ({ durationSeconds, realSeconds }) => (realSeconds as number) / (durationSeconds as number),
  );
  return {
    runSeconds: spreadOf(runsOf(requests)),
    askedSeconds: spreadOf(requests.map(({ durationSeconds }) => durationSeconds).filter((value) => value !== null)),
    accuracy: spreadOf(accuracy),
    overruns: accuracy.filter((value) => value > 1).length,
    secondsBetweenArrivals: spreadOf(gapsOf(requests)),
    arrivalsByHour: byHour(requests),
    noticeSeconds: spreadOf(requests.flatMap(noticeOf)),
    slack: spreadOf(requests.flatMap(slackOf)),
  };
}

const runsOf = (requests: readonly WorkloadRequest[]): readonly number[] =>
  requests.map(({ realSeconds }) => realSeconds).filter((value) => value !== null);

const gapsOf = (requests: readonly WorkloadRequest[]): readonly number[] =>
  requests.slice(1).map(({ submitSeconds }, index) => submitSeconds - (requests[index]?.submitSeconds ?? 0));

function byHour(requests: readonly WorkloadRequest[]): readonly number[] {
  const counts = new Uint32Array(24);
  for (const { submitSeconds } of requests) {
    const hour = Math.floor(submitSeconds / 3_600) % 24;
    counts[hour] = (counts[hour] as number) + 1;
  }
  return [...counts];
}

const noticeOf = ({ terms, submitSeconds }: WorkloadRequest): readonly number[] =>
  terms.kind === 'advance-reservation' ? [terms.startAt - submitSeconds] : [];

function slackOf({ terms, submitSeconds, durationSeconds }: WorkloadRequest): readonly number[] {
  if (terms.kind !== 'deadline' || durationSeconds === null) return [];
  const room = terms.finishBy - Math.max(submitSeconds, terms.notBefore ?? submitSeconds);
  return [(room - durationSeconds) / durationSeconds];
}

const totalOf = (hosts: readonly WorkloadHost[]) => ({
  count: hosts.length,
  cores: sum(hosts, ({ capacity }) => capacity.cpuCentis) / 100,
  memoryMib: sum(hosts, ({ capacity }) => capacity.memoryMib),
});

function loadOf(requests: readonly WorkloadRequest[], hosts: readonly WorkloadHost[], span: number) {
  const { cores, memoryMib } = totalOf(hosts);
  return {
    cpu: workOf(requests, 'cpuCentis') / (cores * 100 * span),
    memory: workOf(requests, 'memoryMib') / (memoryMib * span),
  };
}

/** Amount times seconds. */
const workOf = (requests: readonly WorkloadRequest[], resource: 'cpuCentis' | 'memoryMib'): number =>
  sum(requests, ({ vms, realSeconds }) => (realSeconds ?? 0) * sum(vms, (vm) => vm[resource]));

const sum = <T>(list: readonly T[], value: (each: T) => number): number =>
  list.reduce((total, each) => total + value(each), 0);
