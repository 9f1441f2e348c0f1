import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server on the loopback that can be closed at once, whoever is still connected. */
export interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export type Serve = (body: string, request: IncomingMessage, response: ServerResponse) => void;

/** Bodies beyond this are cut off. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Listens; port 0 takes any. */
export async function listen(port: number, serve: Serve): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => serve(Buffer.concat(chunks).toString('utf8'), request, response));
  });
  // A test that asks every few seconds must not meet a connection that is just being closed.
  server.keepAliveTimeout = 600_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closed(server, sockets) };
}

async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const over = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await over;
}
