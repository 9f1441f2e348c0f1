import type { Argv } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import type { Workload } from '../../domain/workload.ts';
import { readWorkload } from '../../read/workload/read.ts';
import { compared } from '../../report/simulation/comparison.ts';
import { simulationDocument } from '../../report/simulation/document.ts';
import { runSheet } from '../../report/simulation/policy-sheet.ts';
import { simulationText } from '../../report/simulation/text.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonText } from '../files.ts';
import type { Io } from '../io.ts';
import { OUTPUT_OPTIONS, type OutputArgs } from '../options.ts';
import { busiestOf, casesOf } from '../simulation/cases.ts';
import { fingerprint } from '../simulation/fingerprint.ts';
import {
  CLOUD_OPTIONS,
  COMPARISON_OPTIONS,
  FAULT_OPTIONS,
  RUN_OPTIONS,
  type SimulationArgs,
} from '../simulation/options.ts';
import { baselineOf, policiesAsked } from '../simulation/policies-asked.ts';
import { repeating } from '../simulation/repeat.ts';
import { openResultFolder } from '../simulation/result-folder.ts';
import { cloudOptionsOf } from '../simulation/settings.ts';
import { together } from '../simulation/together.ts';
import { here } from '../sweep/here.ts';
import { areTimed, refuseBoth, SWEEP_OPTIONS, type SweepArgs } from '../sweep/options.ts';
import type { Runner } from '../sweep/runner.ts';
import { type Sweep, swept } from '../sweep/sweep.ts';
import { HOSTS_OPTION, WORKLOAD_OPTIONS, workloadOptions } from '../workload-options.ts';

const OPTIONS = {
  ...RUN_OPTIONS,
  ...COMPARISON_OPTIONS,
  ...SWEEP_OPTIONS,
  ...WORKLOAD_OPTIONS,
  ...HOSTS_OPTION,
  ...CLOUD_OPTIONS,
  ...FAULT_OPTIONS,
  ...OUTPUT_OPTIONS,
} as const;

type Args = SimulationArgs & SweepArgs & OutputArgs & { readonly workloads: readonly string[] };

/** `oneplan simulate`: workloads on a simulated cloud, under one policy after another. */
export const simulateCommand: Command = (cli, chosen, words) =>
  cli.command(
    'simulate <workloads..>',
    'workloads on a simulated cloud, under one policy after another',
    (command: Argv) =>
      command
        .positional('workloads', { type: 'string', array: true, demandOption: true, describe: 'FILE, or FORMAT:FILE' })
        .options(OPTIONS)
        .example('$0 simulate trace.swf.gz --hosts 144:1x1024', 'every policy, side by side')
        .example('$0 simulate trace.swf.gz --windows 10 --window-length 7d -o out', 'in ten weeks; out/report.html')
        .example('$0 simulate jobs.lwf --inject ar.lwf --save-rate 50 --policies easy,haizea --json', 'two of them'),
    (args) => chosen((io) => simulation(args as Args, words, io)),
  );

async function simulation(args: Args, words: readonly string[], io: Io): Promise<number> {
  refuseBoth(args);
  if (args.charts !== undefined && args.output === undefined)
    throw new InputError('--charts', 'there is no folder for them', 'Write --output DIR as well.');
  const policies = await policiesAsked(args.policies);
  const baseline = baselineOf(policies, args.baseline);
  const workloads = await allRead(args);
  const cases = casesOf(workloads, args);
  const timings = areTimed(args, new Set(cases.map(({ window, workload }) => window ?? workload)).size);
  const folder = args.output === undefined ? null : openResultFolder(args.output, args.events !== false);
  const sweep: Sweep = {
    policies,
    cases,
    workloads: workloads.map((workload, place) => ({
      workload,
      source: {
        spec: args.workloads[place] as string,
        options: workloadOptions(args),
        fingerprint: fingerprint(workload),
      },
    })),
    cloud: cloudOptionsOf(args),
    leases: args.json === true || args.yaml === true || folder !== null,
    timings,
    pictured: folder === null ? null : busiestOf(workloads, cases),
    folder,
    quiet: args.quiet === true,
  };
  const runs = await swept(sweep, await runnerOf(args, io), io);
  if (io.signal.aborted) return EXIT.interrupted;
  const report = compared({ ...together(workloads), runs, baseline, ...repeating(workloads, args, words) });
  const document = () => simulationDocument(report);
  await folder?.finish(report, () => jsonText(document()), (args.charts as 'svg' | 'png' | undefined) ?? null);
  say({ document, sheet: () => runSheet(report), text: (style) => simulationText(report, style) }, args, io);
  return EXIT.done;
}

/** One after another: each may be large. */
async function allRead(args: Args): Promise<readonly Workload[]> {
  const workloads: Workload[] = [];
  for (const spec of args.workloads) workloads.push(await readWorkload(spec, workloadOptions(args)));
  return workloads;
}

/** What runs it is loaded only when it is asked for. */
async function runnerOf({ jobs, queue }: Args, io: Io): Promise<Runner> {
  if (queue !== undefined) {
    const { overQueue } = await import('../sweep/queue/submit.ts');
    return overQueue(queue, io.err);
  }
  if (jobs !== undefined && jobs > 1) return (await import('../sweep/threads.ts')).inThreads(jobs);
  return here;
}
