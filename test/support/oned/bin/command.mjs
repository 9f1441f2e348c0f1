// The one* commands: which words they know, what they call, what they print, how they end.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { call, Failure, sessionOf } from './client.mjs';
import { membersOf, pretty, textOf } from './xml.mjs';

const OPTIONS = {
  xml: { type: 'boolean', short: 'x' },
  extended: { type: 'boolean' },
  live: { type: 'boolean' },
  poff: { type: 'boolean' },
  'poff-hard': { type: 'boolean' },
  enforce: { type: 'boolean', short: 'e' },
  hard: { type: 'boolean' },
  append: { type: 'boolean', short: 'a' },
  file: { type: 'string', short: 'f' },
  verbose: { type: 'boolean', short: 'v' },
  success: { type: 'boolean' },
  failure: { type: 'boolean' },
  retry: { type: 'boolean' },
  delete: { type: 'boolean' },
  recreate: { type: 'boolean' },
  use: { type: 'boolean' },
  manage: { type: 'boolean' },
  admin: { type: 'boolean' },
  all: { type: 'boolean' },
  cpu: { type: 'string' },
  memory: { type: 'string' },
  'no-pager': { type: 'boolean' },
  done: { type: 'boolean' },
  user: { type: 'string' },
  password: { type: 'string' },
  endpoint: { type: 'string' },
};

/** Runs a command and ends the process as OpenNebula's would. */
export async function main(nouns) {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true, strict: false });
  const [word = '', ...rest] = positionals;
  const action = Object.hasOwn(nouns.actions, word) ? nouns.actions[word] : undefined;
  if (action === undefined) {
    process.stderr.write(`Command '${positionals.join(' ')}' not found\n`);
    return;
  }
  try {
    if (rest.length < action.needs) throw new Failure(`Command ${word} requires ${action.needs + 1} parameters to run.`);
    const url = values.endpoint ?? process.env.ONE_XMLRPC ?? 'http://localhost:2633/RPC2';
    const link = { url, session: sessionOf(values, process.env) };
    process.exitCode = (await action.run(link, rest, values)) ? 0 : 255;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 255;
  }
}

/** Prints, and is well. */
export function print(text) {
  process.stdout.write(`${text}\n`);
  return true;
}

/** An action on each VM (or host) of a list: `3`, `3,5`, `3..5`, a name. Each refusal is one line. */
export const onEach = (needs, noun, poolMethod, run, said = () => '') => ({
  needs,
  run: async (link, [list, ...rest], values) => {
    let well = true;
    for (const id of await idsOf(link, list, noun, poolMethod)) {
      try {
        await run(link, id, rest, values);
        if (values.verbose) process.stdout.write(`${noun} ${id}: ${said(values)}\n`);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        process.stderr.write(`${error.message}\n`);
        well = false;
      }
    }
    return well;
  },
});

async function idsOf(link, list, noun, pool) {
  const range = /^(\d+)\.\.(\d+)$/.exec(list);
  if (range !== null) {
    const [first, last] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }
  const ids = [];
  for (const one of list.split(',')) ids.push(await idOf(link, one, noun, pool));
  return ids;
}

/** An id, or a name looked up in its pool. */
export async function idOf(link, text, noun, { method, args }) {
  if (/^\d+$/.test(text)) return Number(text);
  const named = membersOf(await call(link, method, ...args), noun).filter((member) => textOf(member, 'NAME') === text);
  if (named.length === 0) throw new Failure(`${noun} named ${text} not found.`);
  if (named.length > 1) throw new Failure(`There are multiple ${noun}s with name ${text}.`);
  return Number(textOf(named[0], 'ID'));
}

/** `list`, as XML or as a plain table. */
export const list = (noun, pool, extended) => ({
  needs: 0,
  run: async (link, _rest, values) => {
    const method = values.extended && extended !== undefined ? extended : pool.method;
    const xml = await call(link, method, ...pool.args);
    return print(values.xml ? pretty(xml) : table(membersOf(xml, noun)));
  },
});

const table = (members) =>
  ['  ID NAME', ...members.map((member) => `${textOf(member, 'ID').padStart(4)} ${textOf(member, 'NAME')}`)].join('\n');

/** `show`, as XML. */
export const show = (noun, pool, method) => ({
  needs: 1,
  run: async (link, [one]) => print(pretty(await call(link, method, await idOf(link, one, noun, pool), false))),
});

/** A template from a file, or from standard input. */
export function templateFrom(file) {
  try {
    return readFileSync(file === undefined || file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new Failure(`Cannot read file: ${file}`);
  }
}
