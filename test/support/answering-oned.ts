import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';
import { requestText } from '../../src/opennebula/request.ts';

/** What a call was given, after the session. */
export type Given = readonly (string | number | boolean)[];

/** Answers one call: text or a number is a value; a refusal has a code. */
export type Answerer = (method: string, given: Given) => Answered;
export type Answered = string | number | { readonly code: number; readonly message: string };

export interface AnsweringOned {
  readonly url: string;
  /** Methods that were called, in order. */
  readonly calls: string[];
  close(): Promise<void>;
}

const SESSION = 'oneadmin:opennebula-password';
export const ANSWERING_SESSION = SESSION;

/** A small XML-RPC server on the loopback that takes only requests as they were recorded, byte for byte, and closes each connection. */
export async function answeringOned(answer: Answerer): Promise<AnsweringOned> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = strictlyRead(Buffer.concat(chunks).toString('utf8'));
      calls.push(call?.method ?? 'garbage');
      respond(response, call === null ? FAULT : answerText(answer, call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/RPC2`, calls, close: () => closed(server) };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

function respond(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', connection: 'close' });
  response.end(text);
}

interface Call {
  readonly method: string;
  readonly given: Given;
}

const PARAMETER = /<param>\n<value><(string|int|boolean)>([^<]*)<\/(?:string|int|boolean)><\/value>\n<\/param>\n/g;

/** Null when it is not exactly what the recorded client sends, or has another session. */
function strictlyRead(text: string): Call | null {
  const method = /<methodName>([a-z.]+)<\/methodName>/.exec(text)?.[1] ?? '';
  const given = [...text.matchAll(PARAMETER)].map(([, type, value = '']) => {
    if (type === 'int') return Number(value);
    return type === 'boolean'
      ? value === '1'
      : value.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  });
  if (given[0] !== SESSION || requestText(method, given) !== text) return null;
  return { method, given: given.slice(1) };
}

function answerText(answer: Answerer, { method, given }: Call): string {
  const answered = answer(method, given);
  if (typeof answered === 'object') return envelope(false, typed(answered.message), typed(answered.code));
  return envelope(true, typed(answered), typed(0));
}

const typed = (value: string | number): string =>
  typeof value === 'number' ? `<i4>${value}</i4>` : `<string>${escaped(value)}</string>`;

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? character);

const envelope = (done: boolean, ...values: readonly string[]): string => {
  const data = [`<boolean>${done ? 1 : 0}</boolean>`, ...values].map((value) => `<value>${value}</value>\r\n`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n<methodResponse>\r\n<params>\r\n<param><value><array><data>\r\n${data}</data></array></value></param>\r\n</params>\r\n</methodResponse>\r\n`;
};

const FAULT =
  '<?xml version="1.0" encoding="UTF-8"?>\r\n<methodResponse>\r\n<fault>\r\n<value><struct>\r\n<member><name>faultCode</name>\r\n<value><i4>-503</i4></value></member>\r\n<member><name>faultString</name>\r\n<value><string>Call XML not a proper XML-RPC call</string></value></member>\r\n</struct></value>\r\n</fault>\r\n</methodResponse>\r\n';

/** Bodies of one cloud, by noun, as oned keeps them. */
export interface Bodies {
  readonly pools: Readonly<Record<string, readonly string[]>>;
  readonly shortVms: readonly string[];
  /** VM with its scheduled actions, by number. */
  readonly shown: ReadonlyMap<number, string>;
}

const TABLES: Readonly<Record<string, string>> = {
  CLUSTER: 'cluster_pool',
  HOST: 'host_pool',
  DATASTORE: 'datastore_pool',
  VNET: 'network_pool',
  VM_GROUP: 'vmgroup_pool',
  VM: 'vm_pool',
};

/** What oned would answer from this database. */
export function bodiesOf(file: string): Bodies {
  const database = new Database(file, { readonly: true });
  const column = (sql: string): string[] => database.prepare<[], string>(sql).pluck().all();
  const pools = Object.entries(TABLES).map(([noun, table]) => {
    const alive = table === 'vm_pool' ? 'where state <> 6' : '';
    return [noun, column(`select body from ${table} ${alive} order by oid desc`)] as const;
  });
  const shown = database
    .prepare<[], { parent: number; action: string; vm: string }>(
      "select parent_id as parent, a.body as action, v.body as vm from schedaction_pool a join vm_pool v on v.oid = parent_id where type = 'VM'",
    )
    .all()
    .map(({ parent, action, vm }) => [parent, vm.replace('<TEMPLATE>', `<TEMPLATE>${action}`)] as const);
  const shortVms = column('select short_body from vm_pool where state <> 6 order by oid desc');
  database.close();
  return { pools: Object.fromEntries(pools), shortVms, shown: new Map(shown) };
}

const POOL_METHODS: Readonly<Record<string, string>> = {
  'one.clusterpool.info': 'CLUSTER',
  'one.hostpool.info': 'HOST',
  'one.datastorepool.info': 'DATASTORE',
  'one.vnpool.info': 'VNET',
  'one.vmgrouppool.info': 'VM_GROUP',
};

/** Answers the calls of reading from these bodies, asked anew at each call. */
export function answersFrom(bodies: () => Bodies): Answerer {
  return (method, given) => {
    const { pools, shortVms, shown } = bodies();
    const noun = POOL_METHODS[method];
    if (noun !== undefined) return pool(noun, pools[noun] ?? []);
    if (method === 'one.vmpool.info') return pool('VM', shortVms);
    if (method === 'one.vmpool.infoextended') return pool('VM', paged(pools.VM ?? [], given));
    if (method === 'one.vmpool.infoset') {
      const ids = new Set(String(given[0]).split(','));
      return pool(
        'VM',
        (pools.VM ?? []).filter((body) => ids.has(idOf(body))),
      );
    }
    if (method === 'one.vm.info')
      return (
        shown.get(Number(given[0])) ?? {
          code: 0x400,
          message: `[${method}] Error getting virtual machine [${given[0]}].`,
        }
      );
    return { code: 0x1000, message: `[${method}] is not answered here` };
  };
}

const idOf = (body: string): string => /<ID>(\d+)</.exec(body)?.[1] ?? '';
const pool = (noun: string, bodies: readonly string[]): string => `<${noun}_POOL>${bodies.join('')}</${noun}_POOL>`;

function paged(bodies: readonly string[], [, start, end]: Given): readonly string[] {
  return Number(end) < -1 ? bodies.slice(Number(start), Number(start) - Number(end)) : bodies;
}
