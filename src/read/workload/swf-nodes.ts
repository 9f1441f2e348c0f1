import type { Amounts } from '../../domain/resources.ts';
import type { Draft } from './item.ts';
import type { Job, JobContext } from './swf-job.ts';
import type { Machines } from './swf-machines.ts';

/** Nodes asked for: `2:ppn=8:x86_64:cl_zewura#excl`. */
interface NodeSpec {
  readonly nodes: number;
  readonly procs: number;
  readonly properties: readonly string[];
  readonly exclusive: boolean;
}

interface Refined {
  readonly draft: Draft;
  readonly adjusted: readonly string[];
}

const MIB_BYTES = 2 ** 20;

/**
 * A job whose line has hosts, queue and nodes after the standard columns. Memory is then in bytes for the whole job;
 * one node asked for is one VM; clusters and host names among the properties say where it may run, others are not judged.
 */
export function nodeSpecDraft(draft: Draft, job: Job, fields: readonly string[], { machines }: JobContext): Refined {
  const text = fields[20] ?? '';
  const spec = specOf(text, job.procs);
  const nodes = spec?.nodes ?? 1;
  const memoryMib = Math.max(1, Math.ceil(memoryBytes(fields) / MIB_BYTES / nodes));
  const hosts = spec === null || machines === null ? null : admitted(spec.properties, machines);
  const whole = spec?.exclusive === true ? nodeCentis(hosts, machines) : null;
  const cpuCentis = whole ?? (spec?.procs ?? job.procs) * 100;
  const vms = Array<Amounts>(nodes).fill({ cpuCentis, memoryMib });
  const extras = { ...draft.extras, queue: fields[19] ?? '', nodes: text };
  return { draft: { ...draft, vms, hosts, extras }, adjusted: remarks(spec, whole) };
}

/** Of the whole job, whatever the standard says of the column. */
const memoryBytes = (fields: readonly string[]): number => Math.max(0, Number(fields[9]));

function remarks(spec: NodeSpec | null, whole: number | null): readonly string[] {
  if (spec === null) return ['nodes asked for in a way that is not read: one VM with its processors'];
  return whole === null ? [] : ['asked for whole nodes: each VM has all CPUs of one'];
}

/** Null when it says something else than so many equal nodes with all the job's processors. */
function specOf(text: string, jobProcs: number): NodeSpec | null {
  const [plain = '', flag] = text.split('#');
  const [first, ...rest] = plain.split(':');
  if (!/^\d{1,4}$/.test(first ?? '') || plain.includes('+')) return null;
  const nodes = Number(first);
  const ppn = rest.find((part) => part.startsWith('ppn='))?.slice(4) ?? '1';
  const procs = Math.ceil(Number(ppn));
  if (nodes < 1 || !(procs >= 1) || nodes * Math.floor(Number(ppn)) !== jobProcs) return null;
  return { nodes, procs: jobProcs / nodes, properties: rest, exclusive: flag === 'excl' };
}

/** Hosts that its properties allow; null when they name none, or leave none. */
function admitted(properties: readonly string[], machines: Machines): readonly string[] | null {
  const named = properties.map((text) => ({ not: text.startsWith('^'), hosts: hostsNamed(text, machines) }));
  const wanted = named.filter(({ not, hosts }) => !not && hosts !== null);
  const barred = new Set(named.flatMap(({ not, hosts }) => (not ? (hosts ?? []) : [])));
  if (wanted.length === 0 && barred.size === 0) return null;
  const all = machines.hosts.map(({ name }) => name);
  const left = all.filter((name) => !barred.has(name) && wanted.every(({ hosts }) => hosts?.includes(name)));
  return left.length === 0 || left.length === all.length ? null : left;
}

function hostsNamed(property: string, { clusters, hosts }: Machines): readonly string[] | null {
  const name = property
    .replace(/^\^/, '')
    .replace(/^host=/, '')
    .replace(/\..*$/, '');
  const cluster = clusters.get(name.replace(/^cl_/, ''));
  if (name.startsWith('cl_') && cluster !== undefined) return cluster;
  return hosts.some((host) => host.name === name) ? [name] : null;
}

/** CPU of a node when all that are allowed are of one size. */
function nodeCentis(names: readonly string[] | null, machines: Machines | null): number | null {
  const allowed = machines?.hosts.filter(({ name }) => names === null || names.includes(name)) ?? [];
  const sizes = new Set(allowed.map(({ capacity }) => capacity.cpuCentis));
  return sizes.size === 1 ? ([...sizes][0] as number) : null;
}
