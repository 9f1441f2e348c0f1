import type { SimulationEvent } from '../../domain/simulation-event.ts';
import type { Books, Entry, Stage } from './books.ts';
import { giveRoom, takeRoom } from './hosts.ts';
import type { Report, RunRules } from './rules.ts';
import { checkDelivered, checkPause, checkStart } from './terms.ts';

type LeaseEvent = Exclude<SimulationEvent, { readonly host: number } | { readonly kind: 'refused' }>;

/** From which stages each event may come; `command-failed` and `broken` come from any. */
const FROM: Readonly<Partial<Record<LeaseEvent['kind'], readonly Stage[]>>> = {
  arrived: ['to come'],
  accepted: ['waiting'],
  rejected: ['waiting'],
  start: ['waiting'],
  run: ['starting', 'resuming', 'saving'],
  save: ['running'],
  paused: ['saving'],
  resume: ['paused'],
  migrate: ['paused'],
  migrated: ['migrating'],
  end: ['running'],
  released: ['ending'],
  lost: ['starting', 'running', 'saving', 'resuming', 'paused', 'migrating'],
  failed: ['waiting', 'starting', 'running', 'saving', 'resuming', 'paused', 'migrating', 'ending'],
};

const HOLDS: ReadonlySet<Stage> = new Set(['starting', 'running', 'saving', 'resuming', 'ending']);

/** complete: a lease goes through its stages one after the other, on all its hosts together, and is never in two of them. */
export function checkTransition(books: Books, event: LeaseEvent, rules: RunRules, report: Report): void {
  const entry = books.entries[event.lease];
  if (entry === undefined) {
    report('complete', `${event.kind} of a lease that does not exist`);
    return;
  }
  const from = FROM[event.kind];
  if (from !== undefined && !from.includes(entry.stage))
    report('complete', `lease ${entry.request.id}: ${event.kind} at ${event.at} while ${entry.stage}`);
  write({ books, entry, report, rules }, event);
}

interface Case {
  readonly books: Books;
  readonly entry: Entry;
  readonly report: Report;
  readonly rules: RunRules;
}

function write(known: Case, event: LeaseEvent): void {
  const { books, entry, report } = known;
  switch (event.kind) {
    case 'arrived':
      if (event.at !== entry.request.submitSeconds)
        report('complete', `lease ${entry.request.id} arrives at ${event.at}`);
      entry.stage = 'waiting';
      return;
    case 'accepted':
      entry.accepted = true;
      return;
    case 'start':
    case 'resume':
      if (event.kind === 'start') checkStart(entry, event.at, report);
      entry.hosts = event.hosts;
      takeRoom(books, entry, report);
      entry.stage = event.kind === 'start' ? 'starting' : 'resuming';
      return;
    case 'run':
      entry.runSince = event.at;
      entry.stage = 'running';
      return;
    case 'save':
      checkPause(entry, report);
      stopWork(entry, event.at, 'saving');
      return;
    case 'paused':
      giveRoom(books, entry);
      entry.stage = 'paused';
      return;
    case 'migrate':
      entry.target = event.hosts;
      entry.stage = 'migrating';
      return;
    case 'migrated':
      entry.hosts = entry.target;
      entry.stage = 'paused';
      return;
    case 'end':
      writeEnd(known, event);
      return;
    case 'released':
      giveRoom(books, entry);
      entry.stage = 'over';
      return;
    case 'lost':
      leave(known, event.at, 'waiting');
      return;
    case 'rejected':
    case 'failed':
      entry.how = event.kind;
      leave(known, event.at, 'over');
      return;
    case 'command-failed':
      commandFailed(known, event.command);
      return;
    case 'broken':
      entry.brokenPromise = true;
  }
}

function stopWork(entry: Entry, at: number, stage: Stage): void {
  if (entry.runSince !== null) {
    if (at > entry.runSince) entry.runs.push({ from: entry.runSince, until: at, hosts: entry.hosts });
    entry.delivered += at - entry.runSince;
  }
  entry.runSince = null;
  entry.stage = stage;
}

function writeEnd({ entry, report, rules }: Case, event: Extract<LeaseEvent, { readonly kind: 'end' }>): void {
  stopWork(entry, event.at, 'ending');
  entry.endedAt = event.at;
  entry.how = event.how;
  checkDelivered(entry, event.how, rules, report);
}

/** It holds nothing any more. What it delivered before a loss does not count. */
function leave({ books, entry }: Case, at: number, stage: Stage): void {
  if (HOLDS.has(entry.stage)) giveRoom(books, entry);
  stopWork(entry, at, stage);
  if (stage === 'waiting') entry.delivered = 0;
}

function commandFailed({ books, entry }: Case, command: string): void {
  if (command === 'resume' && entry.stage === 'resuming') giveRoom(books, entry);
  if (command === 'resume' || command === 'migrate') entry.stage = 'paused';
}
