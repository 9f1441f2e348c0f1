import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import type { Workload } from '../../domain/workload.ts';
import { generateWorkload } from '../../read/workload/generate/generate.ts';
import { readWorkload } from '../../read/workload/read.ts';
import { writeWorkload } from '../../read/workload/write.ts';
import { workloadStats } from '../../report/workload/stats.ts';
import { kindSheet, statsText } from '../../report/workload/text.ts';
import { say } from '../answer.ts';
import type { Command, Run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { GENERATE_OPTIONS, type GenerateArgs, generateTerms } from '../generate-options.ts';
import { OUTPUT_OPTIONS, type OutputArgs } from '../options.ts';
import { once, text } from '../values.ts';
import { HOSTS_OPTION, WORKLOAD_OPTIONS, type WorkloadArgs, workloadOptions } from '../workload-options.ts';

const FILE_OPTION = {
  output: {
    alias: 'o',
    type: 'string',
    describe: 'write it here, packed when the name ends in .gz; to stdout when left out',
    coerce: once('--output', text),
  },
} as const satisfies Record<string, Options>;

type HostsArgs = InferredOptionTypes<typeof HOSTS_OPTION>;
type FileArgs = InferredOptionTypes<typeof FILE_OPTION>;
type Source = { readonly workload?: string | undefined };

const SOURCE = `a file, told by its content, or lwf:, lwft:, swf:, azure2017:, alibaba2023:, json:FILE, recording:DIR`;

/** `oneplan workload`: what arrives over time, read, counted and made. */
export const workloadCommand: Command = (cli, chosen) =>
  cli.command('workload', 'requests over time: convert, stats, generate', (command: Argv) =>
    command
      .command(
        'convert <workload>',
        'a workload of any format as lines of JSON',
        (each: Argv) => source(each).options({ ...WORKLOAD_OPTIONS, ...HOSTS_OPTION, ...FILE_OPTION }),
        (args) => chosen(convert(args as Source & WorkloadArgs & HostsArgs & FileArgs)),
      )
      .command(
        'stats <workload>',
        'a workload in figures: kinds, sizes, run times, estimates, offered load, what was left out',
        (each: Argv) => source(each).options({ ...WORKLOAD_OPTIONS, ...HOSTS_OPTION, ...OUTPUT_OPTIONS }),
        (args) => chosen(stats(args as unknown as Source & WorkloadArgs & HostsArgs & OutputArgs)),
      )
      .command(
        'generate',
        'a workload of our own making, as lines of JSON',
        (each: Argv) => each.options({ ...GENERATE_OPTIONS, ...HOSTS_OPTION, ...FILE_OPTION }),
        (args) => chosen(generate(args as GenerateArgs & HostsArgs & FileArgs)),
      )
      .demandCommand(1, 'name one of convert, stats, generate')
      .example('$0 workload stats swf:KTH-SP2.swf.gz --until 30d', 'the first thirty days of a log')
      .example('$0 workload convert jobs.swf --inject set.lwf -o jobs.jsonl.gz', 'with reservations merged in')
      .example('$0 workload generate --hosts 16:8x32768 --load 0.8 --seed 7 -o week.jsonl --span 7d', 'a week'),
  );

const source = (command: Argv): Argv => command.positional('workload', { type: 'string', describe: SOURCE });

const convert =
  (args: Source & WorkloadArgs & HostsArgs & FileArgs): Run =>
  async (io) => {
    const read = await readWorkload(args.workload as string, workloadOptions(args));
    return put(args.hosts === undefined ? read : { ...read, hosts: args.hosts }, args.output, io);
  };

const stats =
  (args: Source & WorkloadArgs & HostsArgs & OutputArgs): Run =>
  async (io) => {
    const read = await readWorkload(args.workload as string, workloadOptions(args));
    const found = workloadStats(read, args.hosts ?? read.hosts);
    say({ document: () => found, sheet: () => kindSheet(found), text: (style) => statsText(found, style) }, args, io);
    return EXIT.done;
  };

const generate =
  (args: GenerateArgs & HostsArgs & FileArgs): Run =>
  async (io) => {
    if (args.hosts === undefined) {
      throw new InputError('--hosts', 'is missing', 'Write --hosts 16:8x32768: hosts, cores and MiB of each.');
    }
    return put(generateWorkload(generateTerms(args, args.hosts)), args.output, io);
  };

async function put(workload: Workload, file: string | undefined, io: Parameters<Run>[0]): Promise<number> {
  await writeWorkload(workload, file ?? null, io.out);
  const left = workload.leftOut.reduce((sum, { count }) => sum + count, 0);
  io.err(`${workload.requests.length} requests, ${left} left out${file === undefined ? '' : `: ${file}`}\n`);
  return EXIT.done;
}
