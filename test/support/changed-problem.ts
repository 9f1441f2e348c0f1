import type { Problem, Rule } from '../../src/domain/problem.ts';
import { vmsUnder } from '../../src/solve/rule-book.ts';

/** The problem with these jobs only, by index; rules and orders of work about others are gone. */
export function withJobs(problem: Problem, kept: readonly number[]): Problem {
  const vms = kept.flatMap((index) => problem.jobs[index]?.vms ?? []);
  const vmAt = new Map(vms.map((vm, index) => [vm, index]));
  const jobAt = new Map(kept.map((job, index) => [job, index]));
  return {
    ...problem,
    jobs: kept.map((index) => {
      const job = problem.jobs[index] as Problem['jobs'][number];
      return { ...job, vms: job.vms.map((vm) => vmAt.get(vm) as number) };
    }),
    vms: vms.map((vm) => {
      const one = problem.vms[vm] as Problem['vms'][number];
      return { ...one, job: jobAt.get(one.job) as number };
    }),
    rules: problem.rules.filter((rule: Rule) => [...vmsUnder(rule)].length === 0),
    precedences: [],
  };
}

/** The same problem so many seconds later: the moments of its slots have moved on, and nothing else. */
export const later = (problem: Problem, seconds: number): Problem => ({
  ...problem,
  edges: problem.edges.map((edge) => edge + seconds),
});
