import process from 'node:process';
import type { Workload } from '../../domain/workload.ts';
import type { SimulationReport } from '../../report/simulation/comparison.ts';
import { toolVersion } from '../version.ts';
import { type WorkloadArgs, workloadOptions } from '../workload-options.ts';
import { fingerprint } from './fingerprint.ts';
import type { SimulationArgs } from './options.ts';
import { cloudOptionsOf } from './settings.ts';

/** What somebody else needs to repeat a simulation. */
export const repeating = (
  workloads: readonly Workload[],
  args: SimulationArgs & WorkloadArgs,
  words: readonly string[],
): Pick<SimulationReport, 'settings' | 'versions' | 'command'> => ({
  settings: [
    { name: 'workload fingerprint', value: workloads.map(fingerprint).join(' ') },
    ...flat('workload', workloadOptions(args)),
    ...flat('', { ...cloudSettings(args), seed: args.seed ?? 1 }),
  ],
  versions: { oneplan: toolVersion(), node: process.versions.node },
  command: commandLine(words),
});

function cloudSettings(args: SimulationArgs) {
  const { hosts: _hosts, untilSeconds: _until, ...settings } = cloudOptionsOf(args);
  return settings;
}

function flat(prefix: string, value: unknown): readonly { readonly name: string; readonly value: string }[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [{ name: prefix, value: Array.isArray(value) && value.length === 0 ? 'none' : String(value ?? 'none') }];
  return Object.entries(value).flatMap(([key, inner]) => flat(prefix === '' ? key : `${prefix}.${key}`, inner));
}

/** Options that change where and how the answer is written, not what it is. */
const OF_THE_ANSWER =
  /^(-o|--output|--charts|--jobs|--queue|-j|--json|-y|--yaml|--csv|-q|--quiet|--no-events|--log-level)(=|$)/;
const WITH_A_VALUE = /^(-o|--output|--charts|--jobs|--queue|--log-level)$/;

/** The command line without what only says where the answer goes. */
function commandLine(words: readonly string[]): string {
  const kept = words.filter((word, index) => !OF_THE_ANSWER.test(word) && !WITH_A_VALUE.test(words[index - 1] ?? ''));
  return ['oneplan', ...kept.map(quoted)].join(' ');
}

const quoted = (word: string): string =>
  /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
