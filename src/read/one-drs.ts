import type { Host } from '../domain/host.ts';
import type { InstantTerms } from '../domain/instant.ts';

const PLACE = 'CLUSTER_TEMPLATE/ONE_DRS';

/**
 * What ONE_DRS of the hosts' cluster asks for, setting by setting; of several clusters, of the first that has it. A
 * setting that makes no sense is as if it were not there. A threshold of −1 is without limit; as only hosts are changed
 * here, never datastores, the stricter of MIGRATION_THRESHOLD and HOST_MIGRATION_THRESHOLD holds.
 */
export function oneDrsTerms(hosts: readonly Host[]): Partial<InstantTerms> {
  const host = hosts.find(({ attributes }) => Object.keys(attributes).some((path) => path.startsWith(`${PLACE}/`)));
  const text = (name: string): string | undefined => host?.attributes[`${PLACE}/${name}`]?.[0]?.trim();
  const policy = text('POLICY')?.toLowerCase();
  const limits = ['MIGRATION_THRESHOLD', 'HOST_MIGRATION_THRESHOLD'].flatMap((name) => limitOf(text(name)));
  const [cpu, usage, memory] = ['CPU_WEIGHT', 'CPU_USAGE_WEIGHT', 'MEMORY_WEIGHT'].map((name) => weightOf(text(name)));
  const weights = { cpu: Math.max(cpu ?? 0, usage ?? 0), memory: memory ?? 0 };
  return {
    ...(policy === 'pack' || policy === 'balance' ? { objective: policy } : {}),
    ...(weights.cpu + weights.memory > 0 ? { weights } : {}),
    ...(limits.length > 0 ? { migrations: strictest(limits) } : {}),
  };
}

/** oned takes any number for a threshold; a part of a migration is none. */
const limitOf = (text: string | undefined): readonly number[] =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? [Math.floor(Number(text))] : [];

function strictest(thresholds: readonly number[]): number | null {
  const limits = thresholds.filter((threshold) => threshold >= 0);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** In hundredths: OneDRS' weights are shares. */
const weightOf = (text: string | undefined): number =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 100) : 0;
