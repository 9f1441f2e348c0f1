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

/** Until nothing is under way. */
async function settled(): Promise<void> {
  for (;;) {
    const { vms } = await oned.control({ do: 'state' });
    if (vms.every(({ phase }) => /^(PENDING|RUNNING)$/.test(phase))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
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

for (const [title, read, readings] of [
  ['XML-RPC', byXmlrpc, 4],
  ['the database', byDatabase, 8],
] as const) {
  test(`by ${title}, every reading of a cloud that is busy is one picture, or says that it is not`, async () => {
    let busy = true;
    let victim = 0;
    const churn = async (): Promise<void> => {
      while (busy) {
        await client.call('one.vm.action', ['terminate-hard', victim]);
        await deploy(VMS / 2 + victim, victim % HOSTS);
        victim += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const churning = churn();
    for (let reading = 0; reading < readings; reading += 1) {
      const snapshot = await read();
      if (snapshot.verdicts.some(({ code }) => code === 'InFlight')) continue;
      assert.deepEqual(unaccounted(snapshot), []);
    }
    busy = false;
    await churning;
    assert.ok(victim > 0);
  });
}
