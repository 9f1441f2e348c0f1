import { execa, execaSync } from 'execa';
import type { Cost } from '../../src/domain/levels.ts';
import type { Job, Problem, RunningJob } from '../../src/domain/problem.ts';
import type { Decision, Schedule } from '../../src/domain/schedule.ts';
import { minizincData } from './minizinc-data.ts';

/** Why tests against `models/batch.mzn` are skipped here, or false when they can run. */
export const minizincAbsent: string | false = execaSync('minizinc', ['--version'], { reject: false }).failed
  ? 'minizinc is not installed: apt-get install minizinc'
  : false;

/** What `models/batch.mzn` says is best. */
export interface Optimum {
  readonly cost: Cost;
  readonly schedule: Schedule;
}

/** The decisions as the specification prints them; T stands for never. */
interface Answer {
  /** How many levels are proven by now. */
  readonly solved: number;
  readonly cost: Cost;
  readonly start: readonly number[];
  readonly pause: readonly number[];
  readonly resume: readonly number[];
  readonly move: readonly number[];
  readonly goes: readonly number[];
}

/** Solves the specification, level after level; throws when MiniZinc finds or proves nothing within the time. */
export async function minizincOptimum(problem: Problem, secondsPerRun = 60): Promise<Optimum> {
  const data = minizincData(problem);
  let answer = await run(data, [], secondsPerRun);
  while (answer.solved < answer.cost.length) {
    answer = await run(data, answer.cost.slice(0, answer.solved), secondsPerRun);
  }
  const last = answer;
  return { cost: last.cost, schedule: problem.jobs.map((job, index) => decisionOf(problem, job, index, last)) };
}

async function run(data: string, known: readonly number[], seconds: number): Promise<Answer> {
  const limit = ['--time-limit', String(seconds * 1000)];
  const solver = ['--solver', 'gecode', '--output-mode', 'item'];
  const { stdout } = await execa('minizinc', [...solver, ...limit, '--input-from-stdin', 'models/batch.mzn'], {
    input: `${data}known = [${known.join(', ')}];\n`,
    timeout: (seconds + 30) * 1000,
  });
  const printed = stdout.slice(stdout.indexOf('{'), stdout.indexOf('}') + 1);
  if (!stdout.includes('==========')) throw new Error(`minizinc proved nothing in ${seconds} s: ${stdout}`);
  return JSON.parse(printed) as Answer;
}

function decisionOf(problem: Problem, job: Job, index: number, answer: Answer): Decision {
  const never = problem.edges.length - 1;
  const at = (times: readonly number[]): number => times[index] as number;
  const hosts = job.vms.map((vm) => answer.goes[vm] as number);
  if (job.kind === 'waiting') {
    return at(answer.start) === never ? { kind: 'leave' } : { kind: 'start', slot: at(answer.start), hosts };
  }
  if (at(answer.pause) === never) return { kind: 'run', moves: movesOf(job, answer, never) };
  const resume = at(answer.resume) === never ? null : { slot: at(answer.resume), hosts };
  return { kind: 'pause', slot: at(answer.pause), resume };
}

const movesOf = (job: RunningJob, answer: Answer, never: number) =>
  job.vms.flatMap((vm, position) => {
    const slot = answer.move[vm] as number;
    return slot === never ? [] : [{ position, slot, host: answer.goes[vm] as number }];
  });
