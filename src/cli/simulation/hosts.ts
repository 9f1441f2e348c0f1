import { InputError } from '../../domain/errors.ts';
import type { WorkloadHost } from '../../domain/workload.ts';

const MOST_HOSTS = 100_000;

/** A cluster: `4:1x1024` is four hosts of one core and 1024 MiB; several kinds are separated by commas. */
export function hostsOf(option: string, given: string): readonly WorkloadHost[] {
  const kinds = given.split(',').map((kind) => kindOf(option, kind.trim()));
  if (kinds.reduce((sum, { count }) => sum + count, 0) > MOST_HOSTS)
    throw new InputError(option, `${given} is more than ${MOST_HOSTS} hosts`, 'Write fewer.');
  return kinds
    .flatMap(({ count, capacity }) => Array.from({ length: count }, () => capacity))
    .map((capacity, index) => ({ name: `host-${index + 1}`, capacity }));
}

function kindOf(option: string, text: string) {
  const [, count, cores, amount, unit] = /^(\d+):(\d+(?:\.\d{1,2})?)x(\d+)([MG]?)$/i.exec(text) ?? [];
  const capacity = {
    cpuCentis: Math.round(Number(cores) * 100),
    memoryMib: Number(amount) * (unit?.toUpperCase() === 'G' ? 1024 : 1),
  };
  if (count !== undefined && Number(count) > 0 && capacity.cpuCentis > 0 && capacity.memoryMib > 0)
    return { count: Number(count), capacity };
  const problem = `expected hosts as COUNT:CORESxMIB, found "${text}"`;
  throw new InputError(option, problem, 'Write 4:1x1024, or 10:16x64G,2:32x128G.');
}
