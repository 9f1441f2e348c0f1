import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { InputError } from '../../src/domain/errors.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { type Client, connect } from '../../src/opennebula/client.ts';
import { commandsOn } from '../../src/opennebula/commands.ts';
import { credentialsOf } from '../../src/opennebula/credentials.ts';
import { folderSource } from '../../src/read/folder.ts';
import { onevmSource } from '../../src/read/onevm.ts';
import type { Recordable } from '../../src/read/recording.ts';
import { sqliteSource } from '../../src/read/sqlite.ts';
import { writeFolder } from '../../src/read/write-folder.ts';
import { xmlrpcSource } from '../../src/read/xmlrpc.ts';
import {
  ANSWERING_SESSION,
  type Answered,
  type Answerer,
  answeringOned,
  answersFrom,
  type Bodies,
  bodiesOf,
} from '../support/answering-oned.ts';
import { printingCommands } from '../support/printing-commands.ts';
import { hostXml, temporaryFolder, vmXml } from '../support/recorded.ts';

const LAB = 'fixtures/clouds/lab/db/one.db';
const NOW = 1_795_404_371;

const clientOf = (url: string): Client =>
  connect({ url, authorities: [], insecure: false }, credentialsOf(ANSWERING_SESSION));

/** Reads from a server that answers so. */
async function reading<T>(
  answer: Answerer,
  read: (source: Recordable, calls: readonly string[]) => Promise<T>,
): Promise<T> {
  const oned = await answeringOned(answer);
  const client = clientOf(oned.url);
  try {
    return await read(xmlrpcSource({ client, now: () => NOW }), oned.calls);
  } finally {
    await client.close();
    await oned.close();
  }
}

const fromDatabase = (): Promise<Snapshot> => sqliteSource(LAB, { now: NOW }).read();

/** What OpenNebula's commands would print of this cloud. */
function printedOf({ pools, shortVms, shown }: Bodies): Readonly<Record<string, string>> {
  const list = (noun: string, bodies: readonly string[]): string =>
    `<${noun}_POOL>\n${bodies.join('\n')}\n</${noun}_POOL>\n`;
  const programs = {
    CLUSTER: 'onecluster',
    HOST: 'onehost',
    DATASTORE: 'onedatastore',
    VNET: 'onevnet',
    VM_GROUP: 'onevmgroup',
  };
  return {
    ...Object.fromEntries(
      Object.entries(programs).map(([noun, program]) => [`${program} list -x`, list(noun, pools[noun] ?? [])]),
    ),
    'onevm list -x': list('VM', shortVms),
    'onevm list -x --extended': list('VM', pools.VM ?? []),
    ...Object.fromEntries([...shown].map(([id, text]) => [`onevm show -x ${id}`, text])),
  };
}

const byCommands = (printed: Readonly<Record<string, string>>): Recordable =>
  onevmSource({ commands: commandsOn({ environment: printingCommands(printed).environment }), now: () => NOW });

test('XML-RPC, the commands and the database of one moment give the same snapshot', async () => {
  const bodies = bodiesOf(LAB);
  const expected = await fromDatabase();
  assert.deepEqual(
    await reading(
      answersFrom(() => bodies),
      (source) => source.read(),
    ),
    expected,
  );
  assert.deepEqual(await byCommands(printedOf(bodies)).read(), expected);
});

test('a live cloud, recorded as a folder and read again, is the same snapshot', async () => {
  const bodies = bodiesOf(LAB);
  const directory = join(temporaryFolder(), 'recorded');
  writeFolder(
    await reading(
      answersFrom(() => bodies),
      (source) => source.capture(),
    ),
    directory,
  );
  assert.deepEqual(await folderSource(directory, { now: null }).read(), await fromDatabase());
});

test('a cloud of many pages is read whole', async () => {
  const vms = Array.from({ length: 901 }, (_, id) => vmXml(id));
  const bodies = { pools: { HOST: [hostXml(0)], VM: vms }, shortVms: vms, shown: new Map() };
  await reading(
    answersFrom(() => bodies),
    async (source, calls) => {
      assert.equal((await source.read()).vms.length, 901);
      assert.equal(calls.filter((method) => method === 'one.vmpool.infoextended').length, 4);
    },
  );
});

/** A cloud that changes after the call whose turn it is. */
async function changing(
  changes: Readonly<Record<number, (bodies: Small) => Small>>,
): Promise<{ readonly snapshot: Snapshot; readonly calls: readonly string[] }> {
  let small: Small = { vms: [1, 2, 3], states: {} };
  let turn = 0;
  const answer: Answerer = (method, given) => {
    const answered = answersFrom(() => bodiesOfSmall(small))(method, given);
    turn += 1;
    small = changes[turn]?.(small) ?? small;
    return answered;
  };
  return reading(answer, async (source, calls) => ({ snapshot: await source.read(), calls: [...calls] }));
}

interface Small {
  readonly vms: readonly number[];
  /** STATE of those that are not pending; 3 runs on host 0. */
  readonly states: Readonly<Record<number, number>>;
}

function bodiesOfSmall({ vms, states }: Small): Bodies {
  const running = vms.filter((id) => states[id] === 3);
  const bodies = vms.map((id) => {
    const state = states[id] ?? 1;
    const history = '<HISTORY><SEQ>0</SEQ><HID>0</HID><STIME>1700000001</STIME></HISTORY>';
    return vmXml(id, {}, { STATE: state, LCM_STATE: state === 3 ? 3 : 0, HISTORY_RECORDS: state === 3 ? history : '' });
  });
  const ids = running.map((id) => `<ID>${id}</ID>`).join('');
  const host = hostXml(0, { CPU_USAGE: 100 * running.length, MEM_USAGE: 1_048_576 * running.length }, { VMS: ids });
  return { pools: { HOST: [host], VM: bodies }, shortVms: bodies, shown: new Map() };
}

const started = (small: Small): Small => ({ ...small, states: { ...small.states, 2: 3 } });
const gone = (small: Small): Small => ({ ...small, vms: small.vms.filter((id) => id !== 3) });
const arrived = (small: Small): Small => ({ ...small, vms: [...small.vms, 4] });

// Turns 1 and 2 are the quick lists, 3 to 7 the long ones, 8 and 9 the quick ones again.
for (const turn of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`what starts, ends and arrives after call ${turn} is seen as one moment`, async () => {
    const { snapshot } = await changing({ [turn]: (small) => arrived(gone(started(small))) });
    assert.deepEqual(
      snapshot.vms.map(({ id, state }) => [id, state]),
      [
        [1, 1],
        [2, 3],
        [4, 1],
      ],
    );
    assert.deepEqual([snapshot.hosts[0]?.vms, snapshot.hosts[0]?.usage.cpuCentis], [[2], 100]);
    assert.deepEqual(snapshot.verdicts, []);
  });
}

test('a cloud that does not stand still is read in the end, with a verdict that names what moves', async () => {
  const flip = (small: Small): Small => (small.states[2] === 3 ? { ...small, states: {} } : started(small));
  const { snapshot } = await changing(Object.fromEntries(Array.from({ length: 200 }, (_, turn) => [turn, flip])));
  const [verdict] = snapshot.verdicts;
  assert.equal(verdict?.code, 'InFlight');
  assert.match(verdict?.message ?? '', /1 VMs \(2\)/);
});

test('a reading that finds the same cloud gives the same objects, at the new time', async () => {
  const bodies = bodiesOf(LAB);
  const oned = await answeringOned(answersFrom(() => bodies));
  const client = clientOf(oned.url);
  let now = NOW;
  const source = xmlrpcSource({ client, now: () => now });
  const first = await source.read();
  now += 60;
  const second = await source.read();
  await client.close();
  await oned.close();
  assert.equal(second.vms, first.vms);
  assert.equal(second.takenAt, NOW + 60);
});

const refusals: readonly { readonly title: string; readonly answered: Answered; readonly message: RegExp }[] = [
  {
    title: 'a wrong password',
    answered: { code: 0x100, message: "[one.hostpool.info] User couldn't be authenticated, aborting call." },
    message: /couldn't be authenticated.*ONE_AUTH/,
  },
  { title: 'a list of something else', answered: '<ACL_POOL/>', message: /expected a list of/ },
  { title: 'a list that is cut off', answered: '<HOST_POOL><HOST><ID>1</ID>', message: /does not end as one/ },
  { title: 'a number instead of a list', answered: 5, message: /is no text/ },
];
for (const { title, answered, message } of refusals) {
  test(`${title} ends the reading, with what to do`, async () => {
    await assert.rejects(
      reading(
        () => answered,
        (source) => source.read(),
      ),
      (error) => error instanceof InputError && message.test(error.message),
    );
  });
}

test('commands that are missing or refuse end the reading, with what to do', async () => {
  await assert.rejects(byCommands({}).read(), /is not known to this version/);
  const commands = commandsOn({ environment: { PATH: '/no/such' } });
  await assert.rejects(onevmSource({ commands, now: () => NOW }).read(), /can not be started.*PATH/);
});
