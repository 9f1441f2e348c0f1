import process from 'node:process';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { checkSchedule } from '../../check/schedule.ts';
import { DEFAULT_POLICY, type Limits } from '../../domain/policy.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { incumbentOf, type Solution } from '../../domain/solution.ts';
import { constantOf, type Instance, idealOf, problemOf, readInstance, solutionOf } from '../../read/instance.ts';
import { readStart } from '../../read/start.ts';
import { type InstanceAnswer, instanceAnswer, instanceSheet, instanceText } from '../../report/instance.ts';
import { solverNamed } from '../../solve/registry.ts';
import { say } from '../answer.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { writeText } from '../files.ts';
import type { Io } from '../io.ts';
import { loggerOf } from '../logger.ts';
import { LIMIT_OPTIONS, OUTPUT_OPTIONS, SOLVER_OPTIONS, WORKER_OPTIONS } from '../options.ts';
import { progress } from '../progress.ts';
import { once, text } from '../values.ts';

const OPTIONS = {
  ...LIMIT_OPTIONS,
  ...SOLVER_OPTIONS,
  ...WORKER_OPTIONS,
  ...OUTPUT_OPTIONS,
  start: {
    type: 'string',
    group: 'Planning:',
    describe: 'a solution to go on from, as -o writes it; leases by position',
    coerce: once('--start', text),
  },
  output: {
    alias: 'o',
    type: 'string',
    group: 'Output:',
    describe: 'write the solution to this file',
    coerce: once('--output', text),
  },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly instance: string };

/** `oneplan solve`: a bare planning problem from a file. */
export const solveCommand: Command = (cli, chosen) =>
  cli.command(
    'solve <instance>',
    'solve a bare planning problem',
    (command: Argv) =>
      command
        .positional('instance', { type: 'string', demandOption: true, describe: 'instance file (JSON)' })
        .options(OPTIONS)
        .example('$0 solve changed.json --start solution.json --time-limit 1s', 'go on from what is known')
        .example('$0 solve instance.json --time-limit 30s --json -o solution.json', 'half a minute, both files'),
    (args) => chosen((io) => solve(args, io)),
  );

async function solve(args: Args, io: Io): Promise<number> {
  const instance = await readInstance(args.instance);
  const begunSeconds = SYSTEM_CLOCK.elapsedSeconds();
  const given = args.start === undefined ? null : await readStart(args.start, instance);
  const { solution, violations } = await solved(instance, given, args, io);
  const incumbent = incumbentOf(solution);
  if (args.output !== undefined && incumbent !== null) {
    writeText('--output', args.output, `${JSON.stringify(solutionOf(instance, incumbent.schedule))}\n`);
  }
  const result = instanceAnswer(solution, {
    name: instance.name,
    constant: constantOf(instance),
    ideal: idealOf(instance),
    begunSeconds,
    ...spent(),
  });
  say(answerOf(result), args, io);
  for (const violation of violations) io.err(`oneplan: the solution breaks a rule: ${violation}\n`);
  if (violations.length > 0) return EXIT.error;
  return incumbent === null ? EXIT.noPlanInTime : EXIT.done;
}

async function solved(
  instance: Instance,
  given: Schedule | null,
  args: Args,
  io: Io,
): Promise<{ readonly solution: Solution; readonly violations: readonly string[] }> {
  const problem = problemOf(instance);
  const limits = limitsOf(args);
  const logger = loggerOf(args['log-level']);
  const quiet = args.quiet === true;
  const events = progress(io, { clock: SYSTEM_CLOCK, logger, quiet, constant: constantOf(instance) });
  const solver = solverNamed(limits.solver, { check: checkSchedule, workers: args.workers });
  const solution = await solver.solve(problem, {
    limits,
    start: given && validStart(problem, given, io),
    events,
    signal: io.signal,
  });
  const incumbent = incumbentOf(solution);
  const violations = incumbent === null ? [] : checkSchedule(problem, incumbent.schedule).violations;
  return { solution, violations: violations.map(({ rule, message }) => `${rule}: ${message}`) };
}

/** The start when it keeps every rule; otherwise it is not used, and a line says why. */
function validStart(problem: Problem, given: Schedule, io: Io): Schedule | null {
  const [first] = checkSchedule(problem, given).violations;
  if (first === undefined) return given;
  io.err(`oneplan: --start is not used: it breaks ${first.rule}: ${first.message}\n`);
  return null;
}

const limitsOf = (args: Args): Limits => ({
  timeLimitSeconds: args['time-limit'] ?? DEFAULT_POLICY.limits.timeLimitSeconds,
  gap: args.gap ?? DEFAULT_POLICY.limits.gap,
  seed: args.seed ?? DEFAULT_POLICY.limits.seed,
  nodeLimit: args['node-limit'] ?? DEFAULT_POLICY.limits.nodeLimit,
  solver: args.solver ?? DEFAULT_POLICY.limits.solver,
});

/** What the whole process has used so far, workers included. */
function spent(): { readonly timeSeconds: number; readonly cpuSeconds: number; readonly peakRssMib: number } {
  const { user, system } = process.cpuUsage();
  return {
    timeSeconds: SYSTEM_CLOCK.elapsedSeconds(),
    cpuSeconds: (user + system) / 1e6,
    peakRssMib: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const answerOf = (result: InstanceAnswer) => ({
  document: () => result,
  sheet: () => instanceSheet(result),
  text: (style: Io['style']) => instanceText(result, style),
});
