import { Client } from 'undici';
import { z } from 'zod';
import type { DriverAnswer, DriverQuestion } from '../../domain/driver.ts';
import { datastoreId, hostId, networkId, vmId } from '../../domain/ids.ts';

const MOST_BYTES = 16 * 2 ** 20;

/** Asks the planner process; null when none runs, it has no answer, or the signal fires first. Never throws. */
export async function askedPlanner(
  socket: string,
  question: DriverQuestion,
  signal: AbortSignal,
): Promise<DriverAnswer | null> {
  const client = new Client('http://localhost', {
    socketPath: socket,
    maxResponseSize: MOST_BYTES,
  });
  try {
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
      signal,
    });
    const text = await body.text();
    return statusCode === 200 ? ANSWER.parse(JSON.parse(text)) : null;
  } catch {
    return null;
  } finally {
    await client.destroy();
  }
}

const id = z.int().nonnegative();

const ANSWER = z.object({
  actions: z.array(
    z.object({
      vm: id.transform(vmId),
      operation: z.enum(['deploy', 'migrate']),
      host: id.transform(hostId),
      datastore: id.transform(datastoreId).nullable(),
      networks: z.array(z.object({ nicId: id, network: id.transform(networkId) })),
    }),
  ),
  messages: z.array(
    z.object({
      level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
      vm: id.transform(vmId).nullable(),
      text: z.string(),
    }),
  ),
});
