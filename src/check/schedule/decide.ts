import type { Job, Problem } from '../../domain/problem.ts';
import type { Decision } from '../../domain/schedule.ts';
import { breaking, costing, type Finding } from '../finding.ts';
import { checkMoves } from './moves.ts';
import { checkPause } from './pause.ts';
import { checkStart } from './start.ts';

/** What one decision costs by itself, and which of its job's own terms it breaks. Decisions must be well formed. */
export function decide(problem: Problem, job: Job, decision: Decision): Finding {
  if (job.kind === 'waiting') {
    return decision.kind === 'start' ? checkStart(problem, job, decision) : costing(job.leaveCost);
  }
  if (decision.kind === 'pause') return checkPause(problem, job, decision);
  return decision.kind === 'run' ? checkMoves(problem, job, decision.moves) : breaking([]);
}
