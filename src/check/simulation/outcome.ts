import type { LeaseOutcome } from '../../domain/outcome.ts';
import type { Books, Entry } from './books.ts';
import type { Report } from './rules.ts';

/** complete: what is reported of a lease is what happened to it. */
export function checkOutcome(books: Books, index: number, lease: LeaseOutcome, report: Report): void {
  const entry = books.entries[index];
  if (entry === undefined || entry.request.id !== lease.id) {
    report('complete', `${lease.id} is not lease ${index} of the workload`);
    return;
  }
  checkHow(entry, lease, report);
  checkRuns(books, entry, lease, report);
  checkPromise(entry, report);
}

const OUTCOME: Readonly<Record<string, LeaseOutcome['outcome']>> = {
  done: 'done',
  cut: 'done',
  overran: 'failed',
  rejected: 'rejected',
  failed: 'failed',
};

/** A lease that never left runs without an end, or never came. */
function checkHow({ request, how, stage, endedAt }: Entry, lease: LeaseOutcome, report: Report): void {
  const told = how === null ? (stage === 'to come' ? 'failed' : 'done') : OUTCOME[how];
  if (told !== lease.outcome) report('complete', `lease ${request.id} is ${lease.outcome}, its events say ${told}`);
  if (how === null && stage !== 'to come' && stage !== 'running')
    report('complete', `lease ${request.id} was lost: still ${stage}`);
  if (endedAt !== lease.endSeconds)
    report('complete', `lease ${request.id} ended at ${endedAt}, not ${lease.endSeconds}`);
}

function checkRuns(books: Books, entry: Entry, lease: LeaseOutcome, report: Report): void {
  const { id } = entry.request;
  const runs =
    entry.runSince === null
      ? entry.runs
      : [...entry.runs, { from: entry.runSince, until: books.now, hosts: entry.hosts }];
  const shown = runs.map(
    ({ from, until, hosts }) => `${from}-${until} ${hosts.map((host) => books.hosts[host]?.name)}`,
  );
  const told = lease.runs.map(({ fromSeconds, untilSeconds, hosts }) => `${fromSeconds}-${untilSeconds} ${hosts}`);
  if (entry.runSince === null && shown.join('; ') !== told.join('; '))
    report('complete', `lease ${id} ran ${shown.join('; ')}, reported ${told.join('; ')}`);
  if (entry.runSince === null && lease.deliveredSeconds !== entry.delivered)
    report('complete', `lease ${id} was given ${entry.delivered} s, reported ${lease.deliveredSeconds}`);
  runs.slice(1).forEach(({ from }, index) => {
    if (from < (runs[index]?.until ?? 0)) report('complete', `lease ${id} runs twice at ${from}`);
  });
}

/** promise: what was accepted is kept, or said to be broken. */
function checkPromise({ request, accepted, endedAt, runs, brokenPromise, how }: Entry, report: Report): void {
  const { terms, id } = request;
  if (!accepted || brokenPromise) return;
  if (terms.kind === 'advance-reservation' && how === 'failed' && runs.length === 0)
    report('promise', `reservation ${id} was accepted and never ran`);
  if (terms.kind === 'advance-reservation' && runs.length > 1) report('promise', `reservation ${id} was interrupted`);
  if (terms.kind === 'deadline' && endedAt !== null && endedAt > terms.finishBy)
    report('promise', `lease ${id} ended at ${endedAt}, after its deadline ${terms.finishBy}`);
}
