import type { Amounts } from '../../domain/resources.ts';
import type { WorkloadHost } from '../../domain/workload.ts';
import { gangMaker, MAX_GANG } from './gangs.ts';
import type { Draft, Item, ItemReader } from './item.ts';
import { lineReader } from './lines.ts';
import type { WorkloadOptions } from './options.ts';
import { type Job, type JobContext, jobOf, leftOutReason } from './swf-job.ts';
import { hasNodeSpecs, type Machines, machinesFor } from './swf-machines.ts';
import { nodeSpecDraft } from './swf-nodes.ts';

/** What a log says at its head, `; MaxProcs: 1152`. */
interface Header {
  maxNodes: number | null;
  maxProcs: number | null;
}

/**
 * The Standard Workload Format. Jobs become best-effort leases; of their outcome only the run time is used, and only as
 * the real one. Processors become VMs of whole nodes: of `procsPerNode` processors each, the last with what is left.
 * Lines with further columns are those of the JSSPP archive: memory in bytes for the whole job, nodes with properties.
 */
export function swfReader(file: string, options: WorkloadOptions): ItemReader {
  const header: Header = { maxNodes: null, maxProcs: null };
  const machines = machinesFor(file, options.machines);
  const gang = gangMaker();
  let told = false;
  return lineReader(file, function* (line, number): Generator<Item> {
    const text = line.trim();
    if (text.startsWith(';')) readHeader(text, header);
    if (text === '' || text.startsWith(';')) return;
    const perNode = procsPerNode(header, options);
    if (!told) yield* hostItems(header, machines, perNode, options);
    told = true;
    yield* jobItems(text.split(/\s+/), `line ${number}`, { options, machines, vmsOf: vmMaker(gang, perNode) });
  });
}

function* jobItems(fields: readonly string[], place: string, context: JobContext): Generator<Item> {
  const job = jobOf(fields);
  if (typeof job === 'string') return yield { kind: 'malformed', reason: job, place };
  const out = leftOutReason(job);
  if (out !== null) return yield { kind: 'left-out', reason: out, place };
  const brief = job.run === 0 ? ['ran for 0 s: taken as 1 s'] : [];
  const draft = draftOf(job, context);
  const refined = hasNodeSpecs(fields) ? nodeSpecDraft(draft, job, fields, context) : { draft, adjusted: [] };
  yield { kind: 'request', draft: refined.draft, place, adjusted: [...brief, ...refined.adjusted] };
}

function draftOf(job: Job, { options, vmsOf }: JobContext): Draft {
  const { user, ...extras } = job.extras;
  const procMib = job.procKb > 0 ? Math.ceil(job.procKb / 1_024) : options.memoryPerProcMib;
  return {
    id: job.id,
    submitSeconds: job.submit,
    terms: { kind: 'best-effort', notBefore: null },
    vms: vmsOf(job.procs, procMib),
    durationSeconds: job.asked > 0 ? job.asked : 'unsaid',
    realSeconds: Math.max(1, job.run),
    preemptible: 'unsaid',
    weight: 1,
    user: user ?? null,
    image: null,
    hosts: null,
    extras,
  };
}

/** Full nodes, and the rest of the processors on one more. */
const vmMaker =
  (gang: ReturnType<typeof gangMaker>, perNode: number): JobContext['vmsOf'] =>
  (procs, procMib) => {
    const vm = (count: number): Amounts => ({ cpuCentis: count * 100, memoryMib: count * procMib });
    const [full, rest] = [Math.floor(procs / perNode), procs % perNode];
    return rest === 0 ? gang(full, vm(perNode)) : [...gang(full, vm(perNode)), vm(rest)];
  };

function readHeader(text: string, header: Header): void {
  const [, name, digits] = /^;\s*(MaxNodes|MaxProcs):\s*(\d{1,7})\b/.exec(text) ?? [];
  if (name === 'MaxNodes') header.maxNodes = Number(digits);
  if (name === 'MaxProcs') header.maxProcs = Number(digits);
}

function procsPerNode({ maxNodes, maxProcs }: Header, options: WorkloadOptions): number {
  if (options.procsPerNode !== null) return options.procsPerNode;
  const ratio = maxNodes === null || maxProcs === null ? 1 : maxProcs / maxNodes;
  return Number.isInteger(ratio) && ratio >= 1 ? ratio : 1;
}

function* hostItems(
  header: Header,
  machines: Machines | null,
  perNode: number,
  options: WorkloadOptions,
): Generator<Item> {
  const hosts = machines?.hosts ?? headerHosts(header, perNode, options);
  if (hosts !== null) yield { kind: 'hosts', hosts };
}

/** As many hosts as there are nodes; where their sizes are not said, processors are dealt out evenly. */
function headerHosts(header: Header, perNode: number, options: WorkloadOptions): readonly WorkloadHost[] | null {
  const procs = header.maxProcs ?? header.maxNodes;
  if (procs === null || procs === 0 || procs > MAX_GANG) return null;
  const even = header.maxNodes !== null && options.procsPerNode === null && procs % header.maxNodes === 0;
  const count =
    header.maxNodes !== null && options.procsPerNode === null ? header.maxNodes : Math.ceil(procs / perNode);
  return Array.from({ length: count }, (_, index) => {
    const own = even ? procs / count : dealt(procs, count, index);
    return { name: `host-${index + 1}`, capacity: { cpuCentis: own * 100, memoryMib: own * options.memoryPerProcMib } };
  });
}

const dealt = (procs: number, count: number, index: number): number =>
  Math.floor(((index + 1) * procs) / count) - Math.floor((index * procs) / count);
