import type { Entry } from './books.ts';
import type { Report, RunRules } from './rules.ts';

/** exact, window: a reservation starts exactly then; nothing starts before it may. */
export function checkStart({ request }: Entry, at: number, report: Report): void {
  const { terms, id } = request;
  if (terms.kind === 'advance-reservation' && at !== terms.startAt)
    report('exact', `reservation ${id} starts at ${at}, not at ${terms.startAt}`);
  if (terms.kind === 'immediate' && at < request.submitSeconds) report('window', `lease ${id} starts at ${at}`);
  const notBefore = 'notBefore' in terms ? terms.notBefore : null;
  if (notBefore !== null && at < notBefore) report('window', `lease ${id} starts at ${at}, before ${notBefore}`);
}

/** whole: only a preemptible lease that has no exact start is interrupted. */
export function checkPause({ request }: Entry, report: Report): void {
  const isFixed = request.terms.kind === 'advance-reservation' || request.terms.kind === 'immediate';
  if (isFixed || !request.preemptible) report('whole', `lease ${request.id} must not be interrupted, and was`);
}

/** whole: a lease that is done has been given what it needed, no second more or less; one that is cut what it asked for. */
export function checkDelivered(
  { request, delivered }: Entry,
  how: 'done' | 'cut' | 'overran',
  { overrun }: RunRules,
  report: Report,
): void {
  const { durationSeconds, realSeconds, id } = request;
  const needs = realSeconds ?? durationSeconds;
  if (how === 'done' && delivered !== needs) report('whole', `lease ${id} ran ${delivered} s of ${needs}`);
  if (how === 'done') return;
  const isOver = durationSeconds !== null && delivered >= durationSeconds && (needs ?? delivered + 1) > delivered;
  if (!isOver || (overrun !== 'extend' && delivered !== durationSeconds))
    report('whole', `lease ${id} was cut after ${delivered} s of ${durationSeconds}`);
}
