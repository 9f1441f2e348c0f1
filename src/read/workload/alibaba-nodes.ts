import { existsSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { InputError } from '../../domain/errors.ts';
import type { WorkloadHost } from '../../domain/workload.ts';
import { smallText } from './small-text.ts';

const HEADER = 'sn,cpu_milli,memory_mib,gpu,model';
const MAX_NODES = 100_000;

interface Node extends WorkloadHost {
  readonly gpus: number;
  readonly model: string;
}

/** The nodes of the trace, and which of them have GPUs of some kind. */
export interface AlibabaNodes {
  readonly hosts: readonly WorkloadHost[];
  /** Names of nodes with so many GPUs of one of the models (`V100M16|V100M32`, empty is any); null when there is none. */
  readonly withGpus: (gpus: number, models: string) => readonly string[] | null;
}

/** The file named, else the one beside the pods whose name says nodes, else null. Throws an `InputError` when it can not be read. */
export function nodesFor(pods: string, named: string | null): AlibabaNodes | null {
  const beside = pods.replace(/pods?[^/]*?(\.csv(\.gz)?)$/, 'nodes$1');
  const file = named ?? (beside !== pods && existsSync(beside) ? beside : null);
  if (file === null) return null;
  const nodes = readNodes(file);
  const asked = new Map<string, readonly string[] | null>();
  return {
    hosts: nodes.map(({ name, capacity }) => ({ name, capacity })),
    withGpus: (gpus, models) => {
      const key = `${gpus}:${models}`;
      const found = asked.get(key) ?? namesOf(nodes, gpus, models);
      asked.set(key, found);
      return found;
    },
  };
}

function namesOf(nodes: readonly Node[], gpus: number, models: string): readonly string[] | null {
  const wanted = models === '' ? null : models.split('|');
  const found = nodes.filter((node) => node.gpus >= gpus && (wanted === null || wanted.includes(node.model)));
  return found.length === 0 ? null : found.map(({ name }) => name);
}

function readNodes(file: string): readonly Node[] {
  const [header = [], ...lines] = cellsOf(file);
  if (header.join() !== HEADER) throw wrong(`${file}:1`, `expected the columns ${HEADER}`);
  if (lines.length > MAX_NODES) throw wrong(file, `more than ${MAX_NODES} nodes`);
  return lines.map(([name = '', cpu, memory, gpus, model = ''], index) => {
    const [cpuMilli, memoryMib, count] = [Number(cpu), Number(memory), Number(gpus)];
    const sound = [cpuMilli, memoryMib, count].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (name === '' || !sound) throw wrong(`${file}:${index + 2}`, 'is not a node');
    return { name, capacity: { cpuCentis: Math.floor(cpuMilli / 10), memoryMib }, gpus: count, model };
  });
}

function cellsOf(file: string): readonly (readonly string[])[] {
  const text = smallText(file);
  try {
    return parse(text, { relax_column_count: true, relax_quotes: true });
  } catch (error) {
    throw wrong(file, error instanceof Error ? error.message : String(error));
  }
}

const wrong = (place: string, problem: string): InputError =>
  new InputError(place, problem, 'Give the list of nodes that belongs to the trace.');
