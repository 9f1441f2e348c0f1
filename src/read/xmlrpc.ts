import { InputError } from '../domain/errors.ts';
import type { Client } from '../opennebula/client.ts';
import type { Failure } from '../opennebula/reply.ts';
import type { Parameter } from '../opennebula/request.ts';
import type { Door } from './live/door.ts';
import { type Noun, type Piece, pieceOf, piecesOf } from './live/pieces.ts';
import { liveSource } from './live/source.ts';
import type { Recordable } from './recording.ts';

export interface XmlrpcOptions {
  readonly client: Client;
  /** Unix seconds at which an epoch begins, asked at each reading. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** A live cloud by XML-RPC. Reading throws an `InputError` when it does not answer. */
export const xmlrpcSource = ({ client, now, signal }: XmlrpcOptions): Recordable =>
  liveSource(xmlrpcDoor(client, signal), now);

/** VMs that one answer holds. */
const PAGE = 300;
/** Whatever one may see. */
const ALL = -2;
const NOT_DONE = -1;

const METHODS: Readonly<
  Record<Exclude<Noun, 'VM'>, { readonly method: string; readonly parameters: readonly Parameter[] }>
> = {
  CLUSTER: { method: 'one.clusterpool.info', parameters: [] },
  HOST: { method: 'one.hostpool.info', parameters: [] },
  DATASTORE: { method: 'one.datastorepool.info', parameters: [] },
  VNET: { method: 'one.vnpool.info', parameters: [ALL, -1, -1] },
  VM_GROUP: { method: 'one.vmgrouppool.info', parameters: [ALL, -1, -1] },
};

function xmlrpcDoor(client: Client, signal: AbortSignal | undefined): Door {
  const text = async (method: string, parameters: readonly Parameter[]): Promise<string> => {
    const reply = await client.call(method, parameters, { signal, retry: true });
    if (reply.kind !== 'value') throw failed(client, reply);
    if (typeof reply.value === 'string') return reply.value;
    throw new InputError(client.name, `the answer to ${method} is no text`, remedyOf({ kind: 'garbage', message: '' }));
  };
  const list = async (noun: Noun, method: string, parameters: readonly Parameter[]): Promise<readonly Piece[]> =>
    piecesOf(noun, await text(method, parameters), `${client.name} ${method}`);
  const some = (ids: readonly number[]): Promise<readonly Piece[]> =>
    list('VM', 'one.vmpool.infoset', [ids.join(','), true]);
  return {
    name: client.name,
    list: (noun) => (noun === 'VM' ? allVms(list) : list(noun, METHODS[noun].method, METHODS[noun].parameters)),
    shortVms: () => list('VM', 'one.vmpool.info', [ALL, -1, -1, NOT_DONE]),
    vms: async (ids) => (await inTurn(pagesOf(ids, PAGE), some)).flat(),
    shownVms: (ids) => inTurn(ids, async (id) => pieceOf('VM', await text('one.vm.info', [id, false]), client.name)),
  };
}

/** Page after page, as many VMs as there are: an end below −1 is the length of a page, and the start its offset. */
async function allVms(
  list: (noun: Noun, method: string, parameters: readonly Parameter[]) => Promise<readonly Piece[]>,
): Promise<readonly Piece[]> {
  const all: Piece[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await list('VM', 'one.vmpool.infoextended', [ALL, offset, -PAGE, NOT_DONE]);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

function pagesOf<T>(items: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, page) =>
    items.slice(page * length, (page + 1) * length),
  );
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

const failed = ({ name }: Client, failure: Failure): InputError =>
  new InputError(name, failure.message, remedyOf(failure));

function remedyOf(failure: Failure): string {
  switch (failure.kind) {
    case 'refused':
      return failure.code === 'authentication'
        ? 'Check the user and the password in the file that ONE_AUTH names.'
        : 'Check that the user may see the whole cloud, and the log of oned.';
    case 'fault':
      return 'Check the version of OpenNebula: 6.0 or later is read.';
    case 'unsent':
      return 'Check that oned runs, and the address in ONE_XMLRPC.';
    case 'unheard':
      return 'Check that oned runs and is not overloaded.';
    case 'garbage':
      return 'Check that it is the address of oned, /RPC2 included, and no proxy answers for it.';
    case 'cancelled':
      return 'Start it again.';
  }
}
