import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '../../src/store/store.ts';
import { folder } from '../support/cli.ts';
import { dice } from '../support/dice.ts';
import { NOW } from '../support/epoch.ts';
import { ordinary } from '../support/store.ts';

const KILLS = 204;
const LANES = 3;
/** A store is used so often, then a new one: the making of a store is to be hit as well. */
const KILLS_PER_STORE = 12;

const STAGES = ['intended', 'sent', 'accepted', 'ended'];

test(`a planner killed ${KILLS} times at random instants loses nothing that it was told is kept`, async (context) => {
  const home = folder(context);
  const program = bundled(home);
  const kills = { opening: 0, working: 0 };
  const lane = async (number: number): Promise<void> => {
    const { between } = dice(number + 1);
    for (let kill = 0; kill < KILLS / LANES; kill++) {
      const file = join(home, `store-${number}-${Math.floor(kill / KILLS_PER_STORE)}.db`);
      const heard = await killed(program, file, between);
      kills[heard.includes('open') ? 'working' : 'opening']++;
      await soundAfter(file, heard);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  assert(kills.working > KILLS / 2, `only ${kills.working} were hit while they worked`);
  context.diagnostic(`${kills.opening} killed while opening, ${kills.working} while working`);
});

type Between = ReturnType<typeof dice>['between'];

/** Starts a planner and kills it: every fourth at any moment of its start, the others after some of its writes. */
async function killed(program: string, file: string, between: Between): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const wanted = between(1, 4) === 1 ? 0 : between(1, 80);
  let text = '';
  const enough = new Promise<void>((done) => {
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.split('\n').length > wanted) done();
    });
    child.on('exit', () => done());
  });
  const ended = once(child, 'close');
  if (wanted === 0) await pause(between(0, 250));
  else await enough;
  await pause(between(0, 2));
  child.kill('SIGKILL');
  const [code, signal] = await ended;
  assert.equal(signal, 'SIGKILL', `the planner ended by itself with ${code}`);
  return text.split('\n').slice(0, -1);
}

/** The store opens at once, is whole, and holds everything that was said to be kept, and at most one thing more. */
async function soundAfter(file: string, heard: readonly string[]): Promise<void> {
  const store = await openStore(file, ordinary());
  try {
    const [newest] = store.history({ last: 1 });
    const epochs = heard.flatMap((line) => /^epoch (\d+)$/.exec(line)?.[1] ?? []).map(Number);
    const last = epochs.at(-1) ?? 0;
    const found = newest?.number ?? 0;
    if (last > 0) assert(found === last || found === last + 1, `epoch ${last} was said, ${found} is kept`);
    for (const line of heard) holds(store, line);
    assert(store.journal.open().length <= 1, 'one action at a time was begun');
    if (newest !== undefined) {
      const promise = store.lease('vm-22')?.lease.promise;
      assert.equal(promise?.startAt, NOW + 3_600 + found, 'a promise belongs to the epoch that is kept with it');
      assert.equal(promise?.epoch, found);
      assert.equal(promise?.changes, found - 1, 'no epoch was lost or made twice');
      assert.notEqual(store.lastEpoch(3_600), null);
    }
    for (const open of store.journal.open()) {
      store.journal.write({ ...open, stage: { kind: 'ended', end: 'superseded', reason: 'a crash' } });
    }
  } finally {
    store.close();
  }
}

function holds(store: Awaited<ReturnType<typeof openStore>>, line: string): void {
  const [, action, number, stage] = /^(\S+-\d+) (\d+) (\w+)$/.exec(line) ?? [];
  if (action === undefined) return;
  const kept = store.epoch(Number(number))?.actions.find((one) => one.action === action);
  assert(kept !== undefined, `${line} was said, and is not kept`);
  assert(
    STAGES.indexOf(kept.stage.kind) >= STAGES.indexOf(stage as string),
    `${line} was said, ${kept.stage.kind} is kept`,
  );
}

/** One file of plain JavaScript, so that two hundred processes start quickly. */
function bundled(home: string): string {
  const esbuild = createRequire(createRequire(import.meta.url).resolve('tsx/esm/api'))('esbuild') as {
    buildSync(options: Readonly<Record<string, unknown>>): void;
  };
  const outfile = join(home, 'planner', 'planner.mjs');
  mkdirSync(join(home, 'planner'));
  symlinkSync(resolve('node_modules'), join(home, 'planner', 'node_modules'));
  esbuild.buildSync({
    entryPoints: ['test/support/store-worker.ts'],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
  });
  return outfile;
}
