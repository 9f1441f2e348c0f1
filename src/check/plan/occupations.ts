import type { VmId } from '../../domain/ids.ts';
import type { Occupation } from '../../domain/plan.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { groupBy } from '../group.ts';
import type { Span } from '../span.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Track } from './track.ts';

/**
 * complete: what a plan says its VMs hold over time is what comes of its actions, to the second; where a VM ends
 * without an action, within a slot or left open. What lies beyond the horizon may be left open too.
 */
export function checkOccupations(rehearsal: Rehearsal): readonly Violation[] {
  const { plan, tracks, steps } = rehearsal;
  const said = groupBy(plan.occupations, ({ vm }) => vm);
  const subjects = new Set([...said.keys(), ...steps.map(({ action }) => action.vm)]);
  return [...subjects].flatMap((vm) => {
    const track = tracks.get(vm);
    if (track === undefined) return checkStranger(rehearsal, vm, said.get(vm) ?? []);
    return compare(rehearsal, track, stretchesOf((said.get(vm) ?? []).map((each) => spanOf(each, plan.now))));
  });
}

/** A VM that was not read, but that a host says it holds: it holds that all along. A `place` document is like that. */
function checkStranger({ snapshot, plan }: Rehearsal, vm: VmId, said: readonly Occupation[]): readonly Violation[] {
  const held = said.every(
    ({ host, from, until }) =>
      from <= plan.now && until === null && snapshot.hosts.some(({ id, vms }) => id === host && vms.includes(vm)),
  );
  return when(!held || said.length === 0, 'complete', `vm ${vm} holds room and is not there`);
}

/** What began by now is of the present: when it began does not matter. */
const spanOf = ({ vm, host, from, until }: Occupation, now: number): Span => ({
  vm,
  host,
  from: from < now ? Number.NEGATIVE_INFINITY : from,
  until: until ?? Number.POSITIVE_INFINITY,
});

/** Spans that follow one another on one host become one. */
function stretchesOf(spans: readonly Span[]): readonly Span[] {
  const byHost = [...groupBy(spans, ({ host }) => host).values()];
  return byHost
    .flatMap((here) => here.toSorted((a, b) => a.from - b.from).reduce<readonly Span[]>(join, []))
    .filter(({ from, until }) => from < until)
    .toSorted((a, b) => a.from - b.from || a.host - b.host);
}

function join(stretches: readonly Span[], next: Span): readonly Span[] {
  const last = stretches.at(-1);
  if (last === undefined || next.from > last.until) return [...stretches, next];
  return [...stretches.slice(0, -1), { ...last, until: Math.max(last.until, next.until) }];
}

function compare(rehearsal: Rehearsal, track: Track, said: readonly Span[]): readonly Violation[] {
  const { plan } = rehearsal;
  const due = stretchesOf(track.holds.map((hold) => (hold.from <= plan.now ? { ...hold, from: plan.now } : hold)));
  const claimed = said.map((span) => (span.from <= plan.now ? { ...span, from: plan.now } : span));
  const agree =
    due.length === claimed.length &&
    due.every((span, index) => matches(rehearsal, track, span, claimed[index] as Span));
  const message = `vm ${track.vm.id} is said to hold ${inWords(claimed)}; by its actions it holds ${inWords(due)}`;
  return when(!agree, 'complete', message);
}

function matches({ policy, plan, steps }: Rehearsal, { vm }: Track, due: Span, said: Span): boolean {
  if (due.host !== said.host || due.from !== said.from) return false;
  if (due.until === said.until) return true;
  const horizon = plan.now + policy.time.horizonSeconds;
  if (due.until > horizon && said.until >= horizon) return true;
  const byAction = steps.some(
    ({ action, end, begin }) => action.vm === vm.id && (end === due.until || begin === due.until),
  );
  const open = said.until === Number.POSITIVE_INFINITY;
  return !byAction && (open || Math.abs(due.until - said.until) <= policy.time.slotSeconds);
}

const inWords = (spans: readonly Span[]): string =>
  spans
    .map(({ host, from, until }) => {
      const end = Number.isFinite(until) ? `until ${momentOf(until)}` : 'on';
      return `host ${host} from ${momentOf(from)} ${end}`;
    })
    .join(', ') || 'nothing';
