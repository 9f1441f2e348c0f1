import { existsSync } from 'node:fs';
import { InputError } from '../../domain/errors.ts';
import type { WorkloadHost } from '../../domain/workload.ts';
import { smallText } from './small-text.ts';

/** Machines of a log, as a file beside it lists them. */
export interface Machines {
  readonly hosts: readonly WorkloadHost[];
  /** Host names by cluster. */
  readonly clusters: ReadonlyMap<string, readonly string[]>;
}

/** Columns beyond the standard: hosts it ran on, queue, nodes and properties asked for. */
export const hasNodeSpecs = (fields: readonly string[]): boolean => fields.length >= 21;

/** The file named, else `LOG.machines.txt` beside the log, else null. Throws an `InputError` when it can not be read. */
export function machinesFor(log: string, named: string | null): Machines | null {
  const beside = log.replace(/(\.swf)?(\.gz)?$/, '.machines.txt');
  const file = named ?? (beside !== log && existsSync(beside) ? beside : null);
  return file === null ? null : readMachines(file);
}

const MAX_HOSTS = 100_000;

/** Columns: id, cluster, nodes, CPUs a node, speed, RAM a node in KB. */
function readMachines(file: string): Machines {
  const clusters = new Map<string, readonly string[]>();
  const hosts: WorkloadHost[] = [];
  for (const [index, line] of smallText(file).split('\n').entries()) {
    if (line.trim() === '' || /^[;#]/.test(line)) continue;
    const [, cluster = '', ...rest] = line.trim().split(/\s+/);
    const [nodes = 0, cpus = 0, , ramKb = 0] = rest.map(Number);
    const sound = [nodes, cpus, ramKb].every((value) => Number.isSafeInteger(value) && value > 0);
    if (!sound || hosts.length + nodes > MAX_HOSTS) throw wrongLine(`${file}:${index + 1}`);
    const capacity = { cpuCentis: cpus * 100, memoryMib: Math.floor(ramKb / 1_024) };
    const names = Array.from({ length: nodes }, (_, node) => `${cluster}${node + 1}`);
    clusters.set(cluster, names);
    hosts.push(...names.map((name) => ({ name, capacity })));
  }
  return { hosts, clusters };
}

const wrongLine = (place: string): InputError =>
  new InputError(place, 'is not a machine', 'Write: id, cluster, nodes, CPUs a node, speed, RAM a node in KB.');
