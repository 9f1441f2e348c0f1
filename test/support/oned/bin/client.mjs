// How the commands speak to oned: a call, its answer, the session from ONE_AUTH.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';

/** What ends a command with exit code 255 and this text. */
export class Failure extends Error {}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const unescaped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** user:password, from the options or the file that ONE_AUTH names. */
export function sessionOf({ user, password }, environment) {
  if (user !== undefined) return `${user}:${password ?? ''}`;
  try {
    return readFileSync(environment.ONE_AUTH ?? `${homedir()}/.one/one_auth`, 'utf8').trim();
  } catch {
    throw new Failure('ONE_AUTH file not present');
  }
}

/** Calls a method; answers its value, or throws what oned said. */
export async function call({ url, session }, method, ...args) {
  const params = [session, ...args].map((value) => `<param><value>${typed(value)}</value></param>`).join('\n');
  const body = `<?xml version="1.0" ?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
  return valueOf(await post(new URL(url), body));
}

function typed(value) {
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`;
  if (typeof value === 'number') return `<i4>${value}</i4>`;
  return `<string>${escaped(value)}</string>`;
}

function valueOf(xml) {
  const fault = /<name>faultString<\/name>\s*<value><string>([\s\S]*?)<\/string>/.exec(xml);
  if (fault !== null) throw new Failure(unescaped(fault[1]));
  const answer = /<boolean>([01])<\/boolean><\/value>\s*<value><(string|i4|boolean)>([\s\S]*?)<\/\2>/.exec(xml);
  if (answer === null) throw new Failure('Wrong XML-RPC response received');
  const value = unescaped(answer[3]);
  if (answer[1] === '0') throw new Failure(value);
  return value;
}

function post(url, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', (error) => reject(new Failure(error.message)));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    sent.on('error', (error) => reject(new Failure(unreachable(error, url))));
    sent.end(body);
  });
}

function unreachable({ code, message }, { hostname, port }) {
  if (code === 'ECONNREFUSED') {
    return `Failed to open TCP connection to ${hostname}:${port} (Connection refused - connect(2) for "${hostname}" port ${port})`;
  }
  return code === 'ECONNRESET' ? 'end of file reached' : message;
}
