import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Workload } from '../../domain/workload.ts';
import { readWorkload } from '../../read/workload/read.ts';
import { simulationDocument, simulationSheet } from '../../report/simulation/document.ts';
import { textTable } from '../../report/text-table.ts';
import { simulate } from '../../simulate/simulate.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonText, writeText } from '../files.ts';
import type { Io } from '../io.ts';
import { OUTPUT_OPTIONS, type OutputArgs } from '../options.ts';
import { makeFolder, openEventFile } from '../simulation/event-file.ts';
import {
  CLOUD_OPTIONS,
  FAULT_OPTIONS,
  RUN_OPTIONS,
  type SimulationArgs,
  WORKLOAD_OPTIONS,
} from '../simulation/options.ts';
import { DEFAULT_POLICIES, policyOf } from '../simulation/policies.ts';
import { simulationOptionsOf, workloadOptionsOf } from '../simulation/settings.ts';

const OPTIONS = { ...RUN_OPTIONS, ...WORKLOAD_OPTIONS, ...CLOUD_OPTIONS, ...FAULT_OPTIONS, ...OUTPUT_OPTIONS } as const;

type Args = SimulationArgs & OutputArgs & { readonly workload: string };

/** `oneplan simulate`: a workload on a simulated cloud, under one policy after another. */
export const simulateCommand: Command = (cli, chosen) =>
  cli.command(
    'simulate <workload>',
    'a workload on a simulated cloud, under one policy after another',
    (command: Argv) =>
      command
        .positional('workload', { type: 'string', demandOption: true, describe: 'FILE, or FORMAT:FILE' })
        .options(OPTIONS)
        .example('$0 simulate trace.swf.gz --hosts 144:1x1024', 'every greedy policy, side by side')
        .example('$0 simulate jobs.lwf --inject ar.lwf --save-rate 50 --policies easy,haizea --json', 'two of them'),
    (args) => chosen((io) => simulation(args as Args, io)),
  );

async function simulation(args: Args, io: Io): Promise<number> {
  const workload = await readWorkload(args.workload, workloadOptionsOf(args));
  if (args.output !== undefined) makeFolder(args.output);
  const runs: RunRecord[] = [];
  for (const name of args.policies ?? DEFAULT_POLICIES)
    for (const seed of seedsOf(args)) {
      if (io.signal.aborted) return EXIT.interrupted;
      if (args.quiet !== true) io.err(`${name}, seed ${seed}: ${workload.requests.length} requests\n`);
      runs.push(await oneRun(workload, { name, seed }, args, io));
    }
  const document = () => simulationDocument(workload.name, workload.leftOut, runs);
  if (args.output !== undefined) writeText('--output', join(args.output, 'result.json'), jsonText(document()));
  const sheet = () => simulationSheet(runs);
  say({ document, sheet, text: (style) => textTable(sheet(), style) }, args, io);
  return EXIT.done;
}

const seedsOf = ({ seed = 1, seeds = 1 }: Args): readonly number[] =>
  Array.from({ length: seeds }, (_, index) => seed + index);

/** A policy is made anew for each run: it carries nothing over. */
async function oneRun(
  workload: Workload,
  { name, seed }: { readonly name: string; readonly seed: number },
  args: Args,
  io: Io,
): Promise<RunRecord> {
  const policy = await policyOf(name);
  const file =
    args.output === undefined ? null : openEventFile(join(args.output, `${fileName(name)}.${seed}.events.jsonl`));
  try {
    const options = { ...simulationOptionsOf(args, io.signal), seed };
    return await simulate(workload, policy, { ...options, log: file?.write ?? (() => undefined) });
  } finally {
    file?.close();
    await policy.close?.();
  }
}

const fileName = (policy: string): string => policy.replace(/[^\w.-]+/g, '_');
