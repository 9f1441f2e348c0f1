import type { LeaseOutcome } from '../../domain/outcome.ts';
import type { SimulationEvent } from '../../domain/simulation-event.ts';
import type { Violation } from '../../domain/violation.ts';
import type { Workload, WorkloadHost } from '../../domain/workload.ts';
import { type Books, newBooks } from './books.ts';
import { checkHosts } from './hosts.ts';
import { checkOutcome } from './outcome.ts';
import type { Report, RunRules } from './rules.ts';
import { checkTransition } from './transition.ts';

/** Watches a run as it happens, and looks at its outcomes at the end. */
export interface RunChecker {
  readonly see: (event: SimulationEvent) => void;
  readonly finish: (leases: readonly LeaseOutcome[]) => readonly Violation[];
}

/** So many are kept: a run that breaks more is broken all the same. */
const MOST_KEPT = 100;

/**
 * Checks a simulated run by the rules alone: capacity at every second, all VMs of a lease together and once, whole
 * delivered time, exact starts, accepted deadlines, no lease lost. It shares nothing with who simulates.
 */
export function runChecker(workload: Workload, hosts: readonly WorkloadHost[], rules: RunRules): RunChecker {
  const books = newBooks(workload, hosts);
  const found: Violation[] = [];
  const report: Report = (rule, message) => {
    if (found.length < MOST_KEPT) found.push({ rule, message });
  };
  return {
    see: (event) => {
      checkOrder(books, event, report);
      if ('host' in event) checkHosts(books, event);
      else if (event.kind !== 'refused') checkTransition(books, event, rules, report);
    },
    finish: (leases) => {
      if (leases.length !== workload.requests.length)
        report('complete', `${leases.length} outcomes for ${workload.requests.length} leases`);
      leases.forEach((lease, index) => {
        checkOutcome(books, index, lease, report);
      });
      return found;
    },
  };
}

function checkOrder(books: Books, { at, kind }: SimulationEvent, report: Report): void {
  if (at < books.now) report('order', `${kind} at ${at} after something at ${books.now}`);
  if (!Number.isInteger(at)) report('order', `${kind} at ${at}, which is no whole second`);
  books.now = at;
}
