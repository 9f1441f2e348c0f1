import { XMLParser } from 'fast-xml-parser';
import type { OnedSeen } from '../../domain/diagnosis.ts';
import { InputError } from '../../domain/errors.ts';
import type { Client } from '../../opennebula/client.ts';
import type { Endpoint } from '../../opennebula/endpoint.ts';
import type { Parameter } from '../../opennebula/request.ts';

// biome-ignore lint/suspicious/noExplicitAny: XML as it comes
type Tree = any;

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'HOST' || name === 'MONITORING',
});

/** Settings that matter here; the rest, passwords of databases among it, is not kept. */
const SETTINGS = [
  'SCHED_MAD/ARGUMENTS',
  'DRS_INTERVAL',
  'MAX_ACTIONS_PER_HOST',
  'LIVE_RESCHEDS',
  'SCHED_RETRY_TIME',
] as const;

/** Asks oned about itself. Throws an `InputError` when it does not answer. */
export async function onedSeen(client: Client, endpoint: Endpoint, now: () => number): Promise<OnedSeen> {
  const text = async (method: string, parameters: readonly Parameter[] = []): Promise<string> => {
    const reply = await client.call(method, parameters, { retry: true });
    if (reply.kind === 'value') return String(reply.value);
    throw new InputError(client.name, reply.message, 'Check that oned runs.');
  };
  const version = await text('one.system.version');
  const { USER: user }: Tree = parser.parse(await text('one.user.info', [-1, false]));
  const groups = [user?.GID, user?.GROUPS?.ID].flat().map(String);
  const isAdmin = groups.includes('0');
  return {
    version,
    user: { name: String(user?.NAME ?? ''), isAdmin },
    settings: isAdmin ? settingsIn(await text('one.system.config')) : null,
    clockAheadSeconds: await clockAhead(endpoint),
    silentSeconds: isAdmin ? silentIn(await text('one.hostpool.monitoring', [0]), now()) : {},
  };
}

function settingsIn(xml: string): Readonly<Record<string, string>> {
  const root: Tree = parser.parse(xml).OPENNEBULA_CONFIGURATION ?? {};
  return Object.fromEntries(
    SETTINGS.flatMap((path) => {
      const value = path.split('/').reduce((node: Tree, name) => [node?.[name]].flat()[0], root);
      return typeof value === 'string' ? [[path, value]] : [];
    }),
  );
}

function silentIn(xml: string, now: number): Readonly<Record<number, number>> {
  const records: readonly Tree[] = parser.parse(xml).MONITORING_DATA?.MONITORING ?? [];
  const newest = new Map<number, number>();
  for (const { ID: id, TIMESTAMP: at } of records) {
    newest.set(Number(id), Math.max(newest.get(Number(id)) ?? 0, Number(at)));
  }
  return Object.fromEntries([...newest].map(([id, at]) => [id, now - at]));
}

/** By the date of an answer, which counts whole seconds; half the time it took is taken off. */
async function clockAhead({ url, authorities, insecure }: Endpoint): Promise<number | null> {
  const { Agent, request } = await import('undici');
  const ca = authorities.length > 0 ? { ca: [...authorities] } : {};
  const dispatcher = new Agent({ connect: { timeout: 5_000, rejectUnauthorized: !insecure, ...ca } });
  try {
    const began = Date.now();
    const body = '<?xml version="1.0"?><methodCall><methodName>one.system.version</methodName><params/></methodCall>';
    const answer = await request(url, { method: 'POST', body, headersTimeout: 10_000, dispatcher });
    const here = (began + Date.now()) / 2_000;
    await answer.body.dump();
    const there = Date.parse(String(answer.headers.date ?? '')) / 1_000;
    return Number.isFinite(there) ? there + 0.5 - here : null;
  } catch {
    return null;
  } finally {
    await dispatcher.destroy();
  }
}
