import type { Problem, ProblemVm } from '../../domain/problem.ts';
import { momentOf } from '../finding.ts';

/** `slot 4 (2026-11-23T03:46:11Z)`. */
export const slotName = (problem: Problem, slot: number): string =>
  `slot ${slot} (${momentOf(problem.edges[slot] as number)})`;

/** The host's name. */
export const hostName = (problem: Problem, host: number): string => problem.hosts[host]?.name ?? `host ${host}`;

/** `vm 42`, by OpenNebula's number. */
export const vmName = (problem: Problem, vm: number): string => `vm ${vmAt(problem, vm).id}`;

/** The VM with this global index. */
export const vmAt = (problem: Problem, vm: number): ProblemVm => problem.vms[vm] as ProblemVm;
