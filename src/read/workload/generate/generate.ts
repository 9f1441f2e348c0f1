import { probit } from 'simple-statistics';
import { InputError } from '../../../domain/errors.ts';
import type { Amounts } from '../../../domain/resources.ts';
import type { Workload, WorkloadHost, WorkloadRequest, WorkloadTerms } from '../../../domain/workload.ts';
import { type Draw, drawOf } from '../../benchmarks/draw.ts';
import { usualLimit } from '../apply.ts';
import { spreadSeed } from '../spread-seed.ts';
import { arrivalTimes } from './arrivals.ts';
import type { GenerateTerms } from './terms.ts';

const MAX_REQUESTS = 1_000_000;

/**
 * Makes a workload: what is asked for first, until it adds up to the load, then when it arrives. The same terms make
 * the same workload. Throws an `InputError` when the load would take too many requests.
 */
export function generateWorkload(terms: GenerateTerms): Workload {
  const draw = drawOf(spreadSeed(terms.seed, 0));
  const asks = asksUpTo(terms, draw);
  const times = arrivalTimes(asks.length, terms, draw);
  const requests = asks.map((ask, index) => requestOf(ask, index, times[index] as number));
  return { name: terms.name, hosts: terms.hosts, requests, leftOut: [] };
}

/** A request before it has a time: its terms count from its submit. */
interface Ask extends Omit<WorkloadRequest, 'id' | 'submitSeconds' | 'image' | 'hosts' | 'extras'> {
  readonly realSeconds: number;
}

/** Draws until the load is met; the last one is left away where that comes nearer to it. */
function asksUpTo(terms: GenerateTerms, draw: Draw): readonly Ask[] {
  const room = roomOf(terms.hosts, terms.spanSeconds);
  const asks: Ask[] = [];
  let [work, before] = [{ cpu: 0, memory: 0 }, 0];
  const loadOf = (): number => Math.max(work.cpu / room.cpu, work.memory / room.memory);
  while (loadOf() < terms.load) {
    if (asks.length >= MAX_REQUESTS) throw tooMany();
    before = loadOf();
    const ask = drawAsk(terms, draw);
    asks.push(ask);
    for (const vm of ask.vms) {
      work = { cpu: work.cpu + vm.cpuCentis * ask.realSeconds, memory: work.memory + vm.memoryMib * ask.realSeconds };
    }
  }
  return asks.length > 1 && terms.load - before < loadOf() - terms.load ? asks.slice(0, -1) : asks;
}

/** What all hosts can give in a span. */
const roomOf = (
  hosts: readonly WorkloadHost[],
  seconds: number,
): { readonly cpu: number; readonly memory: number } => ({
  cpu: hosts.reduce((sum, { capacity }) => sum + capacity.cpuCentis, 0) * seconds,
  memory: hosts.reduce((sum, { capacity }) => sum + capacity.memoryMib, 0) * seconds,
});

function drawAsk(terms: GenerateTerms, draw: Draw): Ask {
  const shape = terms.shapes[draw.between(0, terms.shapes.length - 1)] as Amounts;
  const realSeconds = drawRun(terms, draw);
  const durationSeconds = usualLimit(realSeconds * (1 + draw.unit()));
  const asked = drawTerms(terms, draw, durationSeconds);
  const mayPause = asked.kind === 'best-effort' || asked.kind === 'deadline';
  return {
    terms: asked,
    vms: Array<Amounts>(drawGang(terms, draw)).fill(shape),
    realSeconds,
    durationSeconds,
    preemptible: draw.unit() < terms.preemptibleShare && mayPause,
    weight: 1,
    user: `user${1 + Math.floor(terms.users * draw.unit() ** 2)}`,
  };
}

function drawRun({ medianRunSeconds, runSpread, longestRunSeconds }: GenerateTerms, draw: Draw): number {
  const run = medianRunSeconds * runSpread ** probit(draw.unit());
  return Math.max(1, Math.min(longestRunSeconds, Math.round(run)));
}

/** Powers of two are what users ask for most. */
function drawGang({ gangShare, largestGang }: GenerateTerms, draw: Draw): number {
  const [gang, power, even] = [draw.unit() < gangShare, draw.unit() < 0.75, draw.unit()];
  if (!gang || largestGang < 2) return 1;
  if (!power) return 2 + Math.floor(even * (largestGang - 1));
  return 2 ** (1 + Math.floor(even * Math.floor(Math.log2(largestGang))));
}

/** In seconds after the submit. */
function drawTerms(terms: GenerateTerms, draw: Draw, asked: number): WorkloadTerms {
  const [kind, around] = [draw.unit(), 0.5 + draw.unit()];
  const { reservationShare, deadlineShare, immediateShare } = terms;
  if (kind < reservationShare) {
    return { kind: 'advance-reservation', startAt: Math.round(terms.noticeSeconds * around) };
  }
  if (kind < reservationShare + deadlineShare) {
    return { kind: 'deadline', notBefore: null, finishBy: Math.ceil(asked * (1 + terms.slack * around)) };
  }
  if (kind < reservationShare + deadlineShare + immediateShare) return { kind: 'immediate' };
  return { kind: 'best-effort', notBefore: null };
}

function requestOf(ask: Ask, index: number, submitSeconds: number): WorkloadRequest {
  const { terms } = ask;
  const at: WorkloadTerms =
    terms.kind === 'advance-reservation'
      ? { ...terms, startAt: terms.startAt + submitSeconds }
      : terms.kind === 'deadline'
        ? { ...terms, finishBy: terms.finishBy + submitSeconds }
        : terms;
  return { ...ask, id: String(index + 1), submitSeconds, terms: at, image: null, hosts: null, extras: {} };
}

const tooMany = (): InputError =>
  new InputError(
    '--load',
    `would take more than ${MAX_REQUESTS} requests`,
    'Ask for a shorter span, longer runs or larger VMs.',
  );
