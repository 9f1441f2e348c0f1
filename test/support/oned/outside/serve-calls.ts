import type { IncomingMessage, ServerResponse } from 'node:http';
import { error } from '../core/answer.ts';
import { type Call, faultXml, parseCall } from '../rpc/envelope.ts';
import { answered, type Handled } from '../rpc/handle.ts';
import type { CallTrouble, Faults } from './faults.ts';

/** What answering takes: the cloud, the faults that are set, and its clock in Unix seconds. */
interface Served {
  readonly call: (call: Call) => Handled;
  readonly faults: Faults;
  readonly now: () => number;
}

/** How XML-RPC calls are answered over HTTP: as oned does, unless a fault strikes. */
export function serveCalls({ call, faults, now }: Served) {
  return (body: string, request: IncomingMessage, response: ServerResponse): void => {
    const parsed = request.method === 'POST' ? parseCall(body) : null;
    const reply = (xml: string): void => send(response, xml, now());
    const trouble = parsed === null ? null : faults.ofCall(parsed);
    if (parsed === null) reply(faultXml(PARSE_ERROR, 'Call XML not a proper XML-RPC call.'));
    else if (trouble === null) reply(call(parsed).xml);
    else suffer(trouble, { call, parsed, response, reply });
  };
}

const PARSE_ERROR = -503;

interface Suffering {
  readonly call: (call: Call) => Handled;
  readonly parsed: Call;
  readonly response: ServerResponse;
  readonly reply: (xml: string) => void;
}

function suffer(trouble: CallTrouble, { call, parsed, response, reply }: Suffering): void {
  if ('carriedOut' in trouble && trouble.carriedOut) call(parsed);
  switch (trouble.kind) {
    case 'refuse':
      reply(answered(parsed, error(trouble.code, trouble.message)).xml);
      break;
    case 'hang':
      break;
    case 'garbage':
      reply(trouble.body ?? '<?xml version="1.0"?><methodResponse><params><par');
      break;
    case 'close':
      response.destroy();
      break;
    case 'slow':
      setTimeout(() => reply(call(parsed).xml), trouble.seconds * 1_000);
  }
}

/** The headers that Abyss sends, in its order; each answer closes its connection. */
function send(response: ServerResponse, body: string, now: number): void {
  response.sendDate = false;
  response.shouldKeepAlive = false;
  const headers = {
    'Content-type': 'text/xml; charset=utf-8',
    'Content-length': String(Buffer.byteLength(body)),
    Connection: 'close',
    Date: new Date(now * 1_000).toUTCString().replace('GMT', 'UTC'),
    Server: 'Xmlrpc-c_Abyss/1.33.14',
  };
  response.writeHead(200, headers);
  response.end(body);
}
