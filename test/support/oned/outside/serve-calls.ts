import type { IncomingMessage, ServerResponse } from 'node:http';
import { error } from '../core/answer.ts';
import { type Call, parseCall } from '../rpc/envelope.ts';
import { answered, type Handled } from '../rpc/handle.ts';
import type { CallTrouble, Faults } from './faults.ts';

/** How XML-RPC calls are answered over HTTP: as oned does, unless a fault strikes. */
export function serveCalls({ call, faults }: { readonly call: (call: Call) => Handled; readonly faults: Faults }) {
  return (body: string, request: IncomingMessage, response: ServerResponse): void => {
    const parsed = request.method === 'POST' ? parseCall(body) : null;
    const trouble = parsed === null ? null : faults.ofCall(parsed);
    if (parsed === null) send(response, 400, '<html><body>400 Bad Request</body></html>');
    else if (trouble === null) send(response, 200, call(parsed).xml);
    else suffer(trouble, { call, parsed, response });
  };
}

interface Suffering {
  readonly call: (call: Call) => Handled;
  readonly parsed: Call;
  readonly response: ServerResponse;
}

function suffer(trouble: CallTrouble, { call, parsed, response }: Suffering): void {
  if ('carriedOut' in trouble && trouble.carriedOut) call(parsed);
  switch (trouble.kind) {
    case 'refuse':
      send(response, 200, answered(parsed, error(trouble.code, trouble.message)).xml);
      break;
    case 'hang':
      break;
    case 'garbage':
      send(response, 200, trouble.body ?? '<?xml version="1.0"?><methodResponse><params><par');
      break;
    case 'close':
      response.destroy();
      break;
    case 'slow':
      setTimeout(() => send(response, 200, call(parsed).xml), trouble.seconds * 1_000);
  }
}

/** The headers that Abyss sends, in its order; each answer closes its connection. */
function send(response: ServerResponse, status: number, body: string): void {
  response.sendDate = false;
  response.shouldKeepAlive = false;
  const headers = {
    'Content-type': 'text/xml; charset=utf-8',
    'Content-length': String(Buffer.byteLength(body)),
    Connection: 'close',
    Date: new Date().toUTCString().replace('GMT', 'UTC'),
    Server: 'Xmlrpc-c_Abyss/1.33.14',
  };
  response.writeHead(status, headers);
  response.end(body);
}
