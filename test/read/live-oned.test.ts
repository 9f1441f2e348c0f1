import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { type Client, connect } from '../../src/opennebula/client.ts';
import { commandsOn } from '../../src/opennebula/commands.ts';
import { readCredentials } from '../../src/opennebula/credentials.ts';
import { endpointOf } from '../../src/opennebula/endpoint.ts';
import { onevmSource } from '../../src/read/onevm.ts';
import { sqliteSource } from '../../src/read/sqlite.ts';
import { xmlrpcSource } from '../../src/read/xmlrpc.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';

const HOSTS = 200;
const VMS = 2_000;
const NOW = 1_900_000_000;

let oned: RunningOned;
let client: Client;

before(async () => {
  oned = await startOned({ cloud: `hosts-${HOSTS}`, seed: 1 });
  client = connect(endpointOf(null, oned.environment), readCredentials(oned.environment));
  const ids = await oned.control({
    do: 'allocate',
    templates: Array.from({ length: VMS }, (_, index) => templateOf(index)),
  });
  await inParallel(ids.slice(0, VMS / 2), (id, index) => deploy(id, index % HOSTS));
});
after(async () => {
  await client.close();
  await oned.stop();
});

/** Sizes, leases and charters of many kinds. */
function templateOf(index: number): string {
  const lines = [`NAME="vm ${index} <&>"`, `CPU=${0.5 + (index % 3) / 4}`, `MEMORY=${256 * (1 + (index % 4))}`];
  if (index % 5 === 0) lines.push('ONEPLAN=[START="best_effort",DURATION="01:00:00",PREEMPTIBLE="YES"]');
  if (index % 7 === 0) lines.push('SCHED_REQUIREMENTS="CLUSTER_ID = 100 & NAME != \\"node-a001\\""');
  if (index % 500 === 0) lines.push(`SCHED_ACTION=[ACTION="terminate",TIME="${NOW + index}"]`);
  return lines.join('\n');
}

async function deploy(id: number, host: number): Promise<void> {
  await client.call('one.vm.deploy', [id, host, true, -1, '']);
}

/** Eight at a time. */
async function inParallel<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

const now = (): number => NOW;
const byXmlrpc = (): Promise<Snapshot> => xmlrpcSource({ client, now }).read();
const byCommands = (): Promise<Snapshot> =>
  onevmSource({ commands: commandsOn({ environment: oned.environment }), now }).read();
const byDatabase = (): Promise<Snapshot> => sqliteSource(oned.databaseFile, { now }).read();

/** Until nothing is under way, a minute at most. */
async function settled(): Promise<void> {
  for (let look = 0; look < 600; look += 1) {
    const { vms } = await oned.control({ do: 'state' });
    if (vms.every(({ phase }) => /^(PENDING|RUNNING|DONE)$/.test(phase))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('the cloud does not come to rest');
}

test('200 hosts and 2,000 VMs are the same snapshot by XML-RPC, by the commands and from the database', async () => {
  await settled();
  const snapshot = await byXmlrpc();
  assert.deepEqual([snapshot.hosts.length, snapshot.vms.length, snapshot.verdicts.length], [HOSTS, VMS, 0]);
  assert.equal(snapshot.vms.filter(({ scheduled }) => scheduled.length > 0).length, VMS / 500);
  assert.deepEqual(await byDatabase(), snapshot);
  assert.deepEqual(await byCommands(), snapshot);
});

/** Hosts whose account is not that of the VMs which hold room on them. */
function unaccounted({ hosts, vms }: Snapshot): readonly string[] {
  const demands = new Map(vms.map(({ id, demand }) => [id, demand]));
  return hosts
    .filter(({ vms: here, usage }) => {
      const cpu = here.reduce((sum, id) => sum + (demands.get(id)?.cpuCentis ?? Number.NaN), 0);
      const memory = here.reduce((sum, id) => sum + (demands.get(id)?.memoryMib ?? Number.NaN), 0);
      return cpu !== usage.cpuCentis || memory !== usage.memoryMib;
    })
    .map(({ name }) => name);
}

/** Ends and starts VMs, one after another, until the work is done. */
async function whileBusy(work: () => Promise<void>): Promise<void> {
  let busy = true;
  const churn = async (): Promise<void> => {
    for (let victim = 0; busy; victim += 1) {
      await client.call('one.vm.action', ['terminate-hard', victim]);
      await deploy(VMS / 2 + victim, victim % HOSTS);
    }
  };
  const churning = churn();
  await work().finally(() => {
    busy = false;
  });
  await churning;
}

for (const [title, read] of [
  ['XML-RPC', byXmlrpc],
  ['the database', byDatabase],
] as const) {
  test(`by ${title}, every reading of a cloud that is busy is one picture, or says that it is not`, () =>
    whileBusy(async () => {
      for (let reading = 0; reading < 4; reading += 1) {
        const snapshot = await read();
        const isUnsettled = snapshot.verdicts.some(({ code }) => code === 'InFlight');
        if (!isUnsettled) assert.deepEqual(unaccounted(snapshot), []);
        assert.ok(title === 'XML-RPC' || !isUnsettled);
      }
    }));
}

test('a change in the middle of a reading is read again, and the picture is whole', async () => {
  await settled();
  let calls = 0;
  const meddling: Client = {
    ...client,
    call: async (method, parameters, options) => {
      calls += 1;
      if (calls === 6) await client.call('one.vm.action', ['terminate-hard', VMS / 2 - 1]);
      if (calls === 8) await deploy(VMS - 1, 5);
      return client.call(method, parameters, options);
    },
  };
  const snapshot = await xmlrpcSource({ client: meddling, now }).read();
  const inFlight = snapshot.verdicts.filter(({ code, about }) => code === 'InFlight' && about.kind === 'source');
  assert.deepEqual(inFlight, []);
  assert.deepEqual(unaccounted(snapshot), []);
  assert.equal(snapshot.vms.find(({ id }) => id === VMS - 1)?.stay?.host, 5);
});
