import { hostname } from 'node:os';
import process from 'node:process';
import { type Job, QueueEvents, type QueueEventsListener, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { InputError } from '../../../domain/errors.ts';
import { workloadOf } from '../../simulation/cases.ts';
import type { SweepJob } from '../job.ts';
import { programName } from '../program.ts';
import { openThreads, type Threads } from '../threads.ts';
import type { QueueAddress } from './address.ts';
import { closed, connectedTo, outages } from './connected.ts';
import { queueName } from './names.ts';
import { packed } from './packed.ts';
import { probe } from './probe.ts';
import { readings } from './readings.ts';
import { CANCEL, MOST_STALLS } from './settings.ts';

export interface WorkSettings {
  readonly address: QueueAddress;
  /** Runs at one time. */
  readonly concurrency: number;
  /** A worker that is not heard of for so long is given up, and its runs are another's. */
  readonly lockSeconds: number;
  /** Whether it runs policies that are modules on its disk. */
  readonly ownPolicies: boolean;
  readonly say: (text: string) => void;
}

/** Does the runs of a queue until the signal fires; what it has not done by then goes back. */
export async function work(settings: WorkSettings, signal: AbortSignal): Promise<void> {
  const { address, concurrency, lockSeconds, say } = settings;
  await probe(address);
  const [connected, name, threads] = [connectedTo(address), queueName(programName()), openThreads(concurrency)];
  const { error, ready } = outages(address.shown, say);
  const worker = new Worker<SweepJob, string>(name, processor(settings, threads, signal), {
    ...connected,
    name: `${hostname()}:${process.pid}`,
    concurrency,
    lockDuration: 1_000 * lockSeconds,
    stalledInterval: 1_000 * lockSeconds,
    maxStalledCount: MOST_STALLS,
  });
  worker.on('error', error).on('ready', ready);
  worker.on('completed', ({ id }) => say(`done ${nameOf(id)}\n`));
  worker.on('failed', (job, { message }) => say(`failed ${nameOf(job?.id)}: ${message}\n`));
  worker.on('stalled', (id) => say(`${nameOf(id)}: its worker is gone; it is run again\n`));
  const events = new QueueEvents(name, connected);
  events.on('error', error);
  events.on<Cancelling, typeof CANCEL>(CANCEL, ({ jobId }) => void worker.cancelJob(jobId, CANCELLED));
  say(`${address.shown}: waiting for runs, ${concurrency} at a time (oneplan ${programName()})\n`);
  await fired(signal);
  worker.cancelAllJobs(LEAVING);
  await closed([worker.close(), events.close(), threads.close()]);
}

type Cancelling = QueueEventsListener & {
  readonly [CANCEL]: (args: { readonly jobId: string }, id: string) => void;
};

const CANCELLED = 'was cancelled';
const LEAVING = 'its worker leaves';

const nameOf = (id: string | undefined): string => `run ${(id ?? '').slice(0, 12)}`;

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Between words about how far a run is. */
const PROGRESS_MS = 2_000;

function processor({ ownPolicies, say }: WorkSettings, threads: Threads, leaving: AbortSignal) {
  const workloadFrom = readings();
  return async (job: Job<SweepJob, string>, token?: string, signal?: AbortSignal): Promise<string> => {
    const { source, terms } = job.data;
    const stop = AbortSignal.any([leaving, ...(signal === undefined ? [] : [signal])]);
    say(`begins ${nameOf(job.id)}: ${terms.policy.name}, ${terms.of.instance}\n`);
    let toldAt = 0;
    const heard = (share: number): void => {
      if (Date.now() - toldAt < PROGRESS_MS) return;
      toldAt = Date.now();
      job.updateProgress(share).catch(() => undefined);
    };
    try {
      if (!ownPolicies && terms.policy.asked.startsWith('file:')) throw isAModule(terms.policy.asked);
      const workload = workloadOf(await workloadFrom(source), job.data);
      return packed(await threads.run({ workload, terms, eventFile: null }, stop, heard));
    } catch (failure) {
      if (!leaving.aborted) throw signal?.aborted === true ? new UnrecoverableError(CANCELLED) : lasting(failure);
      await job.moveToWait(token);
      throw new WaitingError();
    }
  };
}

/** What is wrong with the input is wrong however often it is tried. */
const lasting = (failure: unknown): unknown =>
  failure instanceof InputError ? new UnrecoverableError(`${hostname()}: ${failure.message}`) : failure;

const isAModule = (policy: string): InputError =>
  new InputError(policy, 'is a module, and this worker runs none', 'Start it with --own-policies.');
