import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type ControlCommand, obey } from './control.ts';
import type { CloudSpec } from './core/cloud.ts';
import { listen } from './outside/listener.ts';
import { openOned } from './outside/oned.ts';
import { presetOf } from './presets.ts';

/** The stand-in as a process: prints one line of JSON when every door is open, and ends with SIGTERM. */
const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    cloud: { type: 'string', default: 'hosts-20' },
    port: { type: 'string', default: '0' },
    'events-port': { type: 'string', default: '0' },
    'control-port': { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    'clock-offset': { type: 'string', default: '0' },
    'until-stdin-ends': { type: 'boolean', default: false },
  },
});
if (values.dir === undefined) throw new Error('say --dir FOLDER');
mkdirSync(values.dir, { recursive: true });
const random = xoroshiro128plus(Number(values.seed));
const oned = await openOned({
  cloud: existsSync(values.cloud)
    ? (JSON.parse(readFileSync(values.cloud, 'utf8')) as CloudSpec)
    : presetOf(values.cloud),
  folder: values.dir,
  port: Number(values.port),
  eventsPort: Number(values['events-port']),
  dice: () => uniformInt(random, 0, 999_999) / 1_000_000,
  now: () => Date.now() / 1_000 + Number(values['clock-offset']),
});
const control = await listen(Number(values['control-port']), async (body, _request, response) => {
  try {
    response.end(JSON.stringify({ answer: await obey(oned, JSON.parse(body) as ControlCommand) }));
  } catch (error) {
    response.end(JSON.stringify({ error: (error as Error).message }));
  }
});
const { xmlrpcUrl, eventsUrl, databaseFile, authFile } = oned;
const controlUrl = `http://127.0.0.1:${control.port}/`;
process.stdout.write(`${JSON.stringify({ xmlrpcUrl, eventsUrl, databaseFile, authFile, controlUrl })}\n`);
const end = async (): Promise<void> => {
  await control.close();
  await oned.close();
  process.exit(0);
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
// A test that dies takes its stand-in with it.
if (values['until-stdin-ends']) process.stdin.once('close', end).resume();
