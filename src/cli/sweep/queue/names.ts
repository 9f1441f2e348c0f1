import { hashOf } from '../../../report/canonical.ts';
import type { SweepJob } from '../job.ts';

/** Before every key in the database. */
export const PREFIX = 'oneplan';

/** A queue for each program, so that runs go only to workers that give the same results. */
export const queueName = (program: string): string => `sweep-${program}`;

/** The program a queue's client belongs to, from its name in the server's list of clients; null for other clients. */
export function programOf(client: string): string | null {
  const [prefix, encoded = '', kind] = client.split(':');
  if (prefix !== PREFIX || kind !== 'w') return null;
  const [, program = null] = /^sweep-(.+)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return program;
}

/** A job by what it is: the same job has the same id, whoever asks for it, and is run once. */
export const jobIdOf = (job: SweepJob): string => hashOf(job).slice('sha256:'.length);
