import { type Job, Queue, QueueEvents, QueueEventsProducer } from 'bullmq';
import { InputError } from '../../../domain/errors.ts';
import type { SweepJob } from '../job.ts';
import { programName } from '../program.ts';
import type { Runner, SweepEvents } from '../runner.ts';
import type { QueueAddress } from './address.ts';
import { closed, connectedTo, outages } from './connected.ts';
import { jobIdOf, programOf, queueName } from './names.ts';
import { unpacked } from './packed.ts';
import { clientNames, probe } from './probe.ts';
import { CANCEL, EVENTS_KEPT, JOB_OPTIONS } from './settings.ts';

/** The queue, seen by who asks for runs. */
interface Desk {
  readonly address: QueueAddress;
  readonly program: string;
  readonly queue: Queue<SweepJob, string>;
  readonly events: QueueEvents;
  readonly say: (text: string) => void;
}

/** A run that has no result yet. */
interface Open {
  readonly place: number;
  readonly job: SweepJob;
}

type Outstanding = Map<string, Open>;

/** Runs go to workers on this and other machines, and results come back. */
export const overQueue =
  (address: QueueAddress, say: (text: string) => void): Runner =>
  async (runs, events, signal) => {
    await probe(address);
    if (signal.aborted) return;
    const desk = openDesk(address, say);
    const open: Outstanding = new Map(
      runs.map(({ place, job }) => {
        const made = job();
        return [jobIdOf(made), { place, job: made }];
      }),
    );
    try {
      await desk.events.waitUntilReady();
      await asked(desk, open);
      await collected(desk, open, events, signal);
    } finally {
      await withdrawn(desk, open);
      await closed([desk.queue.close(), desk.events.close()]);
    }
  };

function openDesk(address: QueueAddress, say: (text: string) => void): Desk {
  const program = programName();
  const [name, connected] = [queueName(program), connectedTo(address)];
  const streams = { events: { maxLen: EVENTS_KEPT } };
  const queue = new Queue<SweepJob, string>(name, { ...connected, streams, defaultJobOptions: JOB_OPTIONS });
  const events = new QueueEvents(name, connected);
  const { error } = outages(address.shown, say);
  queue.on('error', error);
  events.on('error', error);
  return { address, program, queue, events, say };
}

/** Adds what is not there. A run that failed for somebody before is tried anew. */
async function asked({ queue }: Desk, open: Outstanding): Promise<void> {
  const there = await Promise.all([...open.keys()].map((id) => queue.getJob(id)));
  for (const job of there) if (job !== undefined && (await job.isFailed())) await job.remove();
  await queue.addBulk([...open].map(([jobId, { job }]) => ({ name: 'run', data: job, opts: { jobId } })));
}

/** Events are quick, but a server that was away may have lost them, or runs: so all that is open is looked at, too. */
const LOOK_MS = 10_000;

/** Ends when every run has its result, or the signal fires; throws when one has failed. */
function collected(desk: Desk, open: Outstanding, heard: SweepEvents, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (ids: readonly string[]): void => {
      Promise.all(ids.map((id) => lookAt(desk, open, id, heard)))
        .then(() => (open.size === 0 ? finish() : undefined))
        .catch(finish);
    };
    const lookAtAll = (): void => look([...open.keys()]);
    const timers = [setInterval(lookAtAll, LOOK_MS), attention(desk)];
    const finish = (error?: unknown): void => {
      for (const timer of timers) clearInterval(timer);
      if (error === undefined || signal.aborted) resolve();
      else reject(error);
    };
    signal.addEventListener('abort', () => finish(), { once: true });
    if (signal.aborted) finish();
    for (const news of ['completed', 'failed'] as const)
      desk.events.on(news, ({ jobId }: { readonly jobId: string }) => {
        if (open.has(jobId)) look([jobId]);
      });
    desk.events.on('active', ({ jobId }) => {
      const run = open.get(jobId);
      if (run !== undefined) heard.began(run.place);
    });
    desk.events.on('progress', ({ jobId, data }) => {
      const run = open.get(jobId);
      if (run !== undefined && typeof data === 'number') heard.progress(run.place, data);
    });
    lookAtAll();
  });
}

async function lookAt(desk: Desk, open: Outstanding, id: string, heard: SweepEvents): Promise<void> {
  const run = open.get(id);
  if (run === undefined) return;
  const job: Job<SweepJob, string> | undefined = await desk.queue.getJob(id);
  if (job === undefined) {
    await asked(desk, new Map([[id, run]]));
    return;
  }
  if (job.finishedOn === undefined || job.finishedOn === null) return;
  if (await job.isFailed()) throw failed(desk, run, job.failedReason);
  if (!open.delete(id)) return;
  heard.ended(run.place, unpacked(job.returnvalue));
}

const failed = ({ address }: Desk, { job }: Open, reason: string): InputError =>
  new InputError(
    `${address.shown}, run of ${job.terms.policy.name} in ${job.terms.of.instance}`,
    `failed: ${reason.replace(/\.$/, '')}`,
    'Runs that are done are kept: give the same command again once it is mended.',
  );

const FIRST_WORD_MS = 3_000;

/** Says when nobody is there to do the runs: once soon, then every minute. */
function attention(desk: Desk): NodeJS.Timeout {
  let looks = 0;
  return setInterval(() => {
    if (looks++ % 20 !== 0) return;
    alone(desk).then(
      (words) => (words === null ? undefined : desk.say(words)),
      () => undefined,
    );
  }, FIRST_WORD_MS);
}

/** Null when a worker of this program is there. */
async function alone({ address, program }: Desk): Promise<string | null> {
  const programs = (await clientNames(address)).map(programOf);
  if (programs.includes(program)) return null;
  const others = [...new Set(programs.filter((name) => name !== null))];
  const beside = others.length === 0 ? '' : ` Workers of other versions are there: ${others.join(', ')}.`;
  return `no worker of oneplan ${program} at ${address.shown}.${beside} Start one: oneplan worker --queue ${address.shown}\n`;
}

/** Takes back what is not done, and has what is under way ended. */
async function withdrawn({ address, queue }: Desk, open: Outstanding): Promise<void> {
  if (open.size === 0) return;
  const producer = new QueueEventsProducer(queue.name, connectedTo(address));
  producer.on('error', () => undefined);
  const one = async (jobId: string): Promise<void> => {
    const job = await queue.getJob(jobId);
    if (job === undefined || (await job.isCompleted())) return;
    if (await job.isActive()) await producer.publishEvent({ eventName: CANCEL, jobId }, EVENTS_KEPT);
    else await job.remove().catch(() => undefined);
  };
  await closed([...open.keys()].map(one));
  await closed([producer.close()]);
}
