import type { Epoch } from '../domain/epoch.ts';
import { gapOf, headlineLevel, LEVELS, type LevelName, SERVICE } from '../domain/levels.ts';
import type { Policy } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { incumbentOf, type Solution } from '../domain/solution.ts';

/** What the plan costs on one level, and how good that is proven to be. */
export interface LevelProof {
  readonly level: LevelName;
  /** What the numbers count. */
  readonly unit: string;
  readonly incumbent: number;
  /** Service only: the part that no planner can influence; else null. */
  readonly ideal: number | null;
  /** Null where an earlier level is still open: a bound there speaks of other plans than this one. */
  readonly proof: Proof | null;
}

/** A bound and the distance to it. */
export interface Proof {
  /** No plan as good on the levels before costs less. */
  readonly bound: number;
  /** (incumbent − bound) / max(|incumbent|, 1). */
  readonly gap: number;
  /** Service only: (incumbent − bound) / (incumbent − ideal); else null. */
  readonly excessGap: number | null;
}

/** One entry per level, in order; none without an incumbent. */
export function proofs(epoch: Epoch): readonly LevelProof[] {
  const { solution } = epoch;
  if (solution.status !== 'optimal' && solution.status !== 'feasible') return [];
  const { bound } = solution;
  const { cost } = solution.incumbent;
  const open = LEVELS.findIndex((_, index) => (bound[index] as number) < (cost[index] as number));
  return LEVELS.map((level, index) => {
    const incumbent = cost[index] as number;
    const ideal = index === SERVICE ? idealService(epoch.problem) : null;
    const known = open === -1 || index <= open;
    return {
      level,
      unit: levelUnit(level, epoch.policy),
      incumbent,
      ideal,
      proof: known ? proofOf(incumbent, bound[index] as number, ideal) : null,
    };
  });
}

/** The level that one number should speak of; null without an incumbent. */
export function headline(epoch: Epoch): (LevelProof & { readonly proof: Proof }) | null {
  const { solution } = epoch;
  if (solution.status !== 'optimal' && solution.status !== 'feasible') return null;
  const level = proofs(epoch)[headlineLevel(solution.incumbent.cost, solution.bound)];
  return level === undefined || level.proof === null ? null : { ...level, proof: level.proof };
}

/** Who found the incumbent, and seconds after solving began: the first improvement that has its cost. */
export function found(solution: Solution): { readonly by: string; readonly atSeconds: number } | null {
  const incumbent = incumbentOf(solution);
  if (incumbent === null) return null;
  const first = solution.trace.improvements.find(
    ({ cost }) => cost?.every((amount, level) => amount === incumbent.cost[level]) ?? false,
  );
  return { by: incumbent.by, atSeconds: first?.atSeconds ?? solution.trace.wallSeconds };
}

/** What the numbers of a level count. */
export function levelUnit(level: LevelName, policy: Policy): string {
  switch (level) {
    case 'mend':
      return 'seconds broken';
    case 'acceptance':
      return 'weight × cores';
    case 'service':
      return 'weighted VM-seconds';
    case 'disruption':
      return 'seconds of work lost';
    case 'shape':
      return SHAPE_UNITS[policy.shape];
  }
}

const SHAPE_UNITS = {
  none: 'seconds of preferences broken',
  pack: 'hosts in use',
  balance: 'permille of the fullest host',
} as const;

/** Every waiting lease at its first admissible start; one without any is left out, at its cost. */
export const idealService = (problem: Problem): number =>
  problem.jobs.reduce((sum, job) => {
    if (job.kind === 'running') return sum;
    if (job.latest < job.earliest) return sum + job.leaveCost[SERVICE];
    const wait = (problem.edges[job.earliest] as number) - job.idealSecond;
    return sum + job.delayWeight * wait + job.startCost;
  }, 0);

const proofOf = (incumbent: number, bound: number, ideal: number | null): Proof => ({
  bound,
  gap: gapOf(incumbent, bound),
  excessGap: ideal === null ? null : excessGap(incumbent, bound, ideal),
});

/** 0 when there is no excess; at most 1, since the ideal is a bound as well. */
const excessGap = (incumbent: number, bound: number, ideal: number): number =>
  incumbent <= ideal ? 0 : Math.min(1, Math.max(0, incumbent - bound) / (incumbent - ideal));
