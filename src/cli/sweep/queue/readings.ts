import { InputError } from '../../../domain/errors.ts';
import type { Workload } from '../../../domain/workload.ts';
import { readWorkload } from '../../../read/workload/read.ts';
import { canonicalJson } from '../../../report/canonical.ts';
import { fingerprint } from '../../simulation/fingerprint.ts';
import type { WorkloadSource } from '../job.ts';

/** Runs come workload by workload; the last ones are kept. */
const KEPT = 2;

/**
 * Workloads read from this machine's disks, each once for all runs that need it. Throws an `InputError` when one can
 * not be read or is not the one that the sweep was asked for with.
 */
export function readings(): (source: WorkloadSource) => Promise<Workload> {
  const kept = new Map<string, Promise<Workload>>();
  return (source) => {
    const key = canonicalJson(source);
    const found = kept.get(key) ?? read(source);
    kept.delete(key);
    kept.set(key, found);
    found.catch(() => kept.delete(key));
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    return found;
  };
}

async function read({ spec, options, fingerprint: expected }: WorkloadSource): Promise<Workload> {
  const workload = await readWorkload(spec, options);
  const found = fingerprint(workload);
  if (found === expected) return workload;
  const problem = `is not the workload of the sweep: its fingerprint is ${short(found)}, not ${short(expected)}`;
  throw new InputError(spec, problem, 'Put the same files on every machine.');
}

const short = (hash: string): string => `${hash.slice(0, 'sha256:'.length + 12)}…`;
