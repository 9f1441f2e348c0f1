import { type AlibabaNodes, nodesFor } from './alibaba-nodes.ts';
import { csvReader } from './csv-lines.ts';
import { gangMaker } from './gangs.ts';
import type { Draft, Item, ItemReader } from './item.ts';
import type { WorkloadOptions } from './options.ts';

export const ALIBABA_HEADER =
  'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time';

/** One pod. Times in seconds; null where it never came to that. */
interface Pod {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuMilli: number;
  /** Models it may have, `V100M16|V100M32`; empty is any. */
  readonly gpuSpec: string;
  readonly qos: string;
  readonly createdAt: number;
  readonly deletedAt: number | null;
  readonly scheduledAt: number | null;
}

const GPU_REMARK = 'wants GPUs: kept to hosts that have them; how many are free there is not counted';

/**
 * Pods of Alibaba's 2023 GPU trace. A run lasts from being scheduled to being deleted. GPUs are not among the amounts
 * planned: a pod that wants some may run on hosts with as many of the right model, and its wish is in the extras.
 */
export function alibaba2023Reader(file: string, { machines }: WorkloadOptions): ItemReader {
  const nodes = nodesFor(file, machines);
  const vmsOf = gangMaker();
  return csvReader(file, function* (fields, number): Generator<Item> {
    const place = `line ${number}`;
    if (number === 1 && nodes !== null) yield { kind: 'hosts', hosts: nodes.hosts };
    if (number === 1 && fields.join() === ALIBABA_HEADER) return;
    const pod = podOf(fields);
    if (typeof pod === 'string') return yield { kind: 'malformed', reason: pod, place };
    const { scheduledAt, deletedAt } = pod;
    if (scheduledAt === null) return yield { kind: 'left-out', reason: 'never scheduled: it has no run time', place };
    if (deletedAt === null) return yield { kind: 'left-out', reason: 'its end is not known', place };
    if (deletedAt < scheduledAt) return yield { kind: 'malformed', reason: 'deleted before it was scheduled', place };
    const vms = vmsOf(1, { cpuCentis: Math.ceil(pod.cpuMilli / 10), memoryMib: pod.memoryMib });
    const draft = draftOf(pod, deletedAt - scheduledAt, vms, nodes);
    yield { kind: 'request', draft, place, adjusted: pod.gpus > 0 ? [GPU_REMARK] : [] };
  });
}

function podOf(fields: readonly string[]): Pod | string {
  if (fields.length !== 11) return `expected 11 columns, found ${fields.length}`;
  const [name = '', gpuSpec = '', qos = ''] = [fields[0], fields[5], fields[6]];
  const whole = [1, 2, 3, 4, 8].map((at) => Number(fields[at]));
  const [deletedAt, scheduledAt] = [optional(fields[9]), optional(fields[10])];
  const times = [deletedAt ?? 0, scheduledAt ?? 0];
  if (name === '' || ![...whole, ...times].every((value) => Number.isSafeInteger(value)))
    return 'expected whole numbers';
  if ([...whole, ...times].some((value) => value < 0)) return 'a number below zero';
  const [cpuMilli, memoryMib, gpus, gpuMilli, createdAt] = whole as [number, number, number, number, number];
  return { name, cpuMilli, memoryMib, gpus, gpuMilli, gpuSpec, qos, createdAt, deletedAt, scheduledAt };
}

const optional = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

function draftOf(pod: Pod, seconds: number, vms: Draft['vms'], nodes: AlibabaNodes | null): Draft {
  const { gpus, gpuMilli, gpuSpec, qos } = pod;
  const wish =
    gpus > 0 ? { gpus: String(gpus), gpuMilli: String(gpuMilli), ...(gpuSpec === '' ? {} : { gpuSpec }) } : {};
  return {
    id: pod.name,
    submitSeconds: pod.createdAt,
    terms: { kind: 'best-effort', notBefore: null },
    vms,
    durationSeconds: 'unsaid',
    realSeconds: Math.max(1, seconds),
    preemptible: qos === 'BE',
    weight: 1,
    user: null,
    image: null,
    hosts: gpus > 0 ? (nodes?.withGpus(gpus, gpuSpec) ?? null) : null,
    extras: { qos, ...wish },
  };
}
