import { runChecker } from '../check/simulation/run.ts';
import { InputError } from '../domain/errors.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Workload, WorkloadRequest } from '../domain/workload.ts';
import { RANK } from './cloud/agenda.ts';
import { type Cloud, newCloud } from './cloud/cloud.ts';
import { scheduleFaults } from './cloud/faults.ts';
import type { SimulatedLease } from './cloud/lease.ts';
import { fail } from './cloud/life.ts';
import { carryOut } from './cloud/orders.ts';
import { arrive, rejectLate } from './cloud/terms.ts';
import { DEFAULT_OPTIONS, type SimulationOptions } from './options.ts';
import type { Decision, SimulationPolicy, View } from './policy.ts';
import { newRecorder, type Recorder } from './recorder.ts';

/**
 * Runs a workload on a simulated cloud under a policy, from its first request until nothing happens any more (or
 * `untilSeconds`). Of what happens in one second, ends come first, then boots and resumes, hosts, arrivals; then the
 * policy is asked, once, and its orders are carried out in their order; what takes no time is done at once.
 *
 * Every run is checked as it happens; rules that it breaks are in the record.
 * Throws an `InputError` when there is no cluster. The policy is closed by its owner.
 */
export async function simulate(
  workload: Workload,
  policy: SimulationPolicy,
  given: Partial<SimulationOptions> = {},
): Promise<RunRecord> {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const hosts = options.hosts ?? workload.hosts;
  if (hosts === null) throw new InputError(workload.name, 'names no hosts', 'Give them: --hosts 4:1x1024.');
  const recorder = newRecorder(workload, hosts, options);
  const checker = runChecker(workload, hosts, options);
  const cloud = newCloud(workload, hosts, options, (event) => {
    recorder.see(event);
    checker.see(event);
    options.log(event);
  });
  scheduleArrivals(cloud, 0);
  scheduleFaults(cloud);
  await runThrough(cloud, policy, recorder);
  for (const lease of [...cloud.present.values()])
    if (isUnfinished(lease)) fail(cloud, lease, 'the run ended before it did');
  const record = recorder.record(policy.name, cloud.now);
  return { ...record, violations: checker.finish(record.leases) };
}

/** One arrival is on the agenda at a time, whatever the workload's length. */
function scheduleArrivals(cloud: Cloud, index: number): void {
  const request: WorkloadRequest | undefined = cloud.workload.requests[index];
  if (request === undefined) return;
  cloud.agenda.add(request.submitSeconds, RANK.arrival, () => {
    arrive(cloud, index);
    scheduleArrivals(cloud, index + 1);
  });
}

/** State of the conversation with the policy. */
interface Talk {
  readonly policy: SimulationPolicy;
  readonly recorder: Recorder;
  /** Decisions made so far: timed orders of an older one are void. */
  decisions: number;
  /** A decision is being made while the clock runs on. */
  thinking: boolean;
  /** Events since anything was to come but failing hosts and questions. */
  idle: number;
}

/** So often the policy is asked about leases that it does not start, though nothing else is to come. */
const IDLE_EVENTS = 1_000;

async function runThrough(cloud: Cloud, policy: SimulationPolicy, recorder: Recorder): Promise<void> {
  const talk: Talk = { policy, recorder, decisions: 0, thinking: false, idle: 0 };
  const until = cloud.options.untilSeconds ?? Number.POSITIVE_INFINITY;
  while (!(cloud.options.signal?.aborted ?? false)) {
    const next = cloud.agenda.peek();
    if (cloud.asks && !talk.thinking && (next === undefined || next.at > cloud.now || next.rank >= RANK.late)) {
      const waits = ask(cloud, talk);
      if (waits !== null) await waits;
      continue;
    }
    if (next === undefined || talk.idle > (cloud.present.size === 0 ? 0 : IDLE_EVENTS)) return;
    if (next.at > until) {
      cloud.now = Math.max(cloud.now, until);
      return;
    }
    cloud.agenda.pop();
    cloud.now = next.at;
    next.happen();
    talk.idle = cloud.agenda.isLively() ? 0 : talk.idle + 1;
  }
}

/** Asks the policy. Null when it answered at once. */
function ask(cloud: Cloud, talk: Talk): Promise<void> | null {
  const { stopwatch } = cloud.options;
  cloud.asks = false;
  const view = viewOf(cloud);
  cloud.arrived = [];
  const cpu = stopwatch.cpuSeconds();
  const wall = stopwatch.wallSeconds();
  const take = (decision: Decision): void => {
    const wallSeconds = stopwatch.wallSeconds() - wall;
    talk.recorder.epoch(
      {
        atSeconds: view.now,
        orders: decision.orders.length,
        cpuSeconds: stopwatch.cpuSeconds() - cpu,
        wallSeconds,
        gap: decision.gap,
      },
      decision.promised,
    );
    charge(cloud, talk, { decision, view, wallSeconds });
  };
  const answer = talk.policy.decide(view);
  if (answer instanceof Promise) return answer.then(take);
  take(answer);
  return null;
}

/** The decision takes effect now, or when the clock has moved on by what it cost. */
function charge(cloud: Cloud, talk: Talk, made: { decision: Decision; view: View; wallSeconds: number }): void {
  const { planningSeconds } = cloud.options;
  const seconds = planningSeconds === 'measured' ? Math.ceil(made.wallSeconds) : planningSeconds;
  if (seconds === 0) {
    enact(cloud, talk, made.decision, made.view);
    return;
  }
  talk.thinking = true;
  cloud.agenda.add(cloud.now + seconds, RANK.timed, () => {
    talk.thinking = false;
    enact(cloud, talk, made.decision, made.view);
  });
}

function enact(cloud: Cloud, talk: Talk, decision: Decision, view: View): void {
  const number = ++talk.decisions;
  for (const order of decision.orders) {
    if (order.at === undefined || order.at <= cloud.now) carryOut(cloud, order);
    else
      cloud.agenda.add(order.at, RANK.timed, () => {
        if (talk.decisions === number) carryOut(cloud, order);
      });
  }
  rejectLate(cloud, view.arrived);
  if (decision.wakeAt !== null) wake(cloud, talk, Math.max(decision.wakeAt, cloud.now + 1));
}

function wake(cloud: Cloud, talk: Talk, at: number): void {
  const number = talk.decisions;
  cloud.agenda.add(at, RANK.ask, () => {
    if (talk.decisions === number) cloud.asks = true;
  });
}

const viewOf = (cloud: Cloud): View => ({
  now: cloud.now,
  hosts: cloud.hosts,
  leases: [...cloud.present.values()],
  overheads: cloud.options.overheads,
  arrived: cloud.arrived,
});

const isUnfinished = ({ status, trulyLeftSeconds }: SimulatedLease): boolean =>
  !(status === 'running' && trulyLeftSeconds === null);
