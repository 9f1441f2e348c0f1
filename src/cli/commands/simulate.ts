import type { Argv } from 'yargs';
import { readWorkload } from '../../read/workload/read.ts';
import { compared, type SimulationReport } from '../../report/simulation/comparison.ts';
import { digestOf, type RunDigest } from '../../report/simulation/digest.ts';
import { simulationDocument } from '../../report/simulation/document.ts';
import { runSheet } from '../../report/simulation/policy-sheet.ts';
import { simulationText } from '../../report/simulation/text.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonText } from '../files.ts';
import type { Io } from '../io.ts';
import { OUTPUT_OPTIONS, type OutputArgs } from '../options.ts';
import { casesOf, type SimulationCase } from '../simulation/cases.ts';
import {
  CLOUD_OPTIONS,
  COMPARISON_OPTIONS,
  FAULT_OPTIONS,
  RUN_OPTIONS,
  type SimulationArgs,
} from '../simulation/options.ts';
import { type AskedPolicy, baselineOf, policiesAsked } from '../simulation/policies-asked.ts';
import { repeating } from '../simulation/repeat.ts';
import { openResultFolder } from '../simulation/result-folder.ts';
import { type Runs, runCase } from '../simulation/run-case.ts';
import { HOSTS_OPTION, WORKLOAD_OPTIONS, workloadOptions } from '../workload-options.ts';

const OPTIONS = {
  ...RUN_OPTIONS,
  ...COMPARISON_OPTIONS,
  ...WORKLOAD_OPTIONS,
  ...HOSTS_OPTION,
  ...CLOUD_OPTIONS,
  ...FAULT_OPTIONS,
  ...OUTPUT_OPTIONS,
} as const;

type Args = SimulationArgs & OutputArgs & { readonly workload: string };

/** `oneplan simulate`: a workload on a simulated cloud, under one policy after another. */
export const simulateCommand: Command = (cli, chosen, words) =>
  cli.command(
    'simulate <workload>',
    'a workload on a simulated cloud, under one policy after another',
    (command: Argv) =>
      command
        .positional('workload', { type: 'string', demandOption: true, describe: 'FILE, or FORMAT:FILE' })
        .options(OPTIONS)
        .example('$0 simulate trace.swf.gz --hosts 144:1x1024', 'every policy, side by side')
        .example('$0 simulate trace.swf.gz --windows 10 --window-length 7d -o out', 'in ten weeks; out/report.html')
        .example('$0 simulate jobs.lwf --inject ar.lwf --save-rate 50 --policies easy,haizea --json', 'two of them'),
    (args) => chosen((io) => simulation(args as Args, words, io)),
  );

async function simulation(args: Args, words: readonly string[], io: Io): Promise<number> {
  const policies = await policiesAsked(args.policies);
  const baseline = baselineOf(policies, args.baseline);
  const workload = await readWorkload(args.workload, workloadOptions(args));
  const folder = args.output === undefined ? null : openResultFolder(args.output, args.events !== false);
  const cases = casesOf(workload, args);
  const runs = await allRuns(policies, cases, { workload, args, signal: io.signal, folder }, io);
  if (io.signal.aborted) return EXIT.interrupted;
  const { name, leftOut, requests } = workload;
  const report = compared({
    workload: name,
    leftOut,
    requests: requests.length,
    runs,
    baseline,
    ...repeating(workload, args, words),
  });
  const document = () => simulationDocument(report);
  await folder?.finish(report, () => jsonText(document()), (args.charts as 'svg' | 'png' | undefined) ?? null);
  say({ document, sheet: () => runSheet(report), text: (style) => simulationText(report, style) }, args, io);
  return EXIT.done;
}

/** Digests alone are kept, so that many runs take no more memory than the longest one. */
async function allRuns(
  policies: readonly AskedPolicy[],
  cases: readonly SimulationCase[],
  runs: Runs & { readonly args: Args },
  io: Io,
): Promise<SimulationReport['runs']> {
  const digests: RunDigest[] = [];
  const leases = runs.args.json === true || runs.args.yaml === true || runs.folder !== null;
  for (const policy of policies)
    for (const [index, each] of cases.entries()) {
      if (io.signal.aborted) return digests;
      if (runs.args.quiet !== true) io.err(`${policy.name}, ${each.name}: ${runs.workload.requests.length} requests\n`);
      const run = await runCase(policy, each, runs);
      runs.folder?.run(run, each.name);
      digests.push(digestOf(run, each.name, { picture: runs.folder !== null && index === 0, leases }));
    }
  return digests;
}
