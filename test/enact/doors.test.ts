import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { Command } from '../../src/domain/enactment.ts';
import { datastoreId, hostId, networkId, vmId } from '../../src/domain/ids.ts';
import type { Operation } from '../../src/domain/plan.ts';
import { onevmEnactor, wordsOf } from '../../src/enact/onevm.ts';
import { templateOf } from '../../src/enact/template.ts';
import { vmStatuses } from '../../src/enact/vm-status.ts';
import { callOf, xmlrpcEnactor } from '../../src/enact/xmlrpc.ts';
import { connect } from '../../src/opennebula/client.ts';
import type { CommandLine, Outcome } from '../../src/opennebula/commands.ts';
import { credentialsOf } from '../../src/opennebula/credentials.ts';
import { requestText } from '../../src/opennebula/request.ts';
import { readResponse } from '../../src/opennebula/response.ts';
import { ANSWERING_SESSION, type Answered, answeringOned, type Given } from '../support/answering-oned.ts';
import { shared, unlessShared } from '../support/shared.ts';

const RECORDINGS = 'opennebula/7.4';
const recorded = (path: string): string => readFileSync(shared(`${RECORDINGS}/${path}`), 'utf8');
const skip = { skip: unlessShared(RECORDINGS) };
const { signal } = new AbortController();

const command = (operation: Operation, vm: number, fields: Partial<Command> = {}): Command => ({
  vm: vmId(vm),
  operation,
  host: null,
  datastore: null,
  networks: [],
  enforce: true,
  ...fields,
});

const CALLS: readonly (readonly [recording: string, command: Command, words: string])[] = [
  ['deploy-ok', command('deploy', 210, { host: hostId(0) }), 'deploy --enforce 210 0'],
  [
    'deploy-ok-with-datastore',
    command('deploy', 244, { host: hostId(3), datastore: datastoreId(102) }),
    'deploy --enforce 244 3 102',
  ],
  [
    'deploy-ok-auto-nic',
    command('deploy', 242, {
      host: hostId(8),
      datastore: datastoreId(101),
      networks: [
        { nicId: 0, network: networkId(1) },
        { nicId: 1, network: networkId(0) },
      ],
    }),
    'deploy --enforce 242 8 101',
  ],
  ['migrate-live-ok', command('live-migrate', 213, { host: hostId(1) }), 'migrate --live --enforce 213 1'],
  ['migrate-cold-ok', command('migrate', 214, { host: hostId(2) }), 'migrate --enforce 214 2'],
  ['action-stop-ok', command('stop', 225), 'stop 225'],
  ['action-suspend-ok', command('suspend', 0), 'suspend 0'],
  ['action-undeploy-ok', command('undeploy', 0), 'undeploy 0'],
  ['action-poweroff-ok', command('poweroff', 0), 'poweroff 0'],
  ['action-terminate-ok', command('terminate', 0), 'terminate 0'],
];

test('each command is the recorded call, byte for byte, and the same to onevm', skip, () => {
  for (const [recording, given, words] of CALLS) {
    const wanted = recorded(`xmlrpc/${recording}.request.xml`);
    const vm = given.vm === 0 ? vmId(Number(/<int>(\d+)<\/int>/.exec(wanted)?.[1])) : given.vm;
    const [method, parameters] = callOf({ ...given, vm });
    assert.equal(requestText(method, ['oneadmin:PASSWORD', ...parameters]), wanted, recording);
    assert.equal(wordsOf(given).join(' '), words);
  }
});

test('attributes are appended as they were recorded, vectors and quotes included', skip, () => {
  const text = templateOf({ PLANNER_PRIORITY: '5', PLANNER_LEASE_END: '1795500000' });
  const request = requestText('one.vm.update', ['oneadmin:PASSWORD', 211, text, 1]);
  assert.equal(request, recorded('xmlrpc/vm-update-append-ok.request.xml'));
  assert.equal(
    templateOf({ ONEPLAN_STATUS: { REASON: 'waits for "room"\nsoon', START: '12' } }),
    `ONEPLAN_STATUS=[ REASON="waits for 'room' soon", START="12" ]`,
  );
});

test('the present of a VM is read from each recorded state', skip, () => {
  const files = readdirSync(shared(`${RECORDINGS}/vm-states`)).filter((name) => name.endsWith('.xml'));
  assert.ok(files.length > 25);
  for (const file of files) {
    const [, state, lcmState, vm] = /state(\d+)-lcm(\d+)\.vm(\d+)/.exec(file)?.map(Number) ?? [];
    const [status, ...more] = vmStatuses(recorded(`vm-states/${file}`), file);
    assert.deepEqual([status?.vm, status?.state, status?.lcmState, more.length], [vm, state, lcmState, 0], file);
    assert.equal(status?.sequence === 0, status?.host === null, file);
  }
  const moved = vmStatuses(recorded('vm-states/RUNNING-after-4-migrations.state3-lcm3.vm274.xml'), 'vm')[0];
  assert.ok((moved?.sequence ?? 0) > 4, `${moved?.sequence}`);
});

test('the present of several VMs is read from a recorded answer and a recorded list', skip, () => {
  const reply = readResponse(recorded('xmlrpc/vmpool.infoset.response.xml'));
  assert.ok(reply.kind === 'value' && typeof reply.value === 'string');
  assert.deepEqual(
    vmStatuses(reply.value, 'infoset').map(({ vm, host, sequence }) => [vm, host, sequence]),
    [
      [244, 3, 1],
      [240, 6, 1],
      [210, 0, 1],
    ],
  );
  assert.equal(vmStatuses(recorded('cli-xml/onevm-list-extended.xml'), 'list').length, 56);
});

test('what an owner writes into a VM does not pass for its state', () => {
  const xml = `<VM_POOL><VM><ID>1</ID><STATE>3</STATE><LCM_STATE>3</LCM_STATE><USER_TEMPLATE><STATE>6</STATE><X><![CDATA[</X></USER_TEMPLATE><STATE>4</STATE>]]></X><VM><ID>9</ID></VM></USER_TEMPLATE><LOCK><LOCKED>4</LOCKED></LOCK><HISTORY_RECORDS><HISTORY><SEQ>2</SEQ><HID>7</HID></HISTORY></HISTORY_RECORDS></VM></VM_POOL>`;
  assert.deepEqual(vmStatuses(xml, 'test'), [{ vm: 1, state: 3, lcmState: 3, host: 7, sequence: 3, lock: 4 }]);
  assert.throws(
    () => vmStatuses('<VM_POOL><VM><ID>1</ID></VM></VM_POOL>', 'test'),
    /test: expected a whole number at VM\/STATE/,
  );
  assert.throws(() => vmStatuses('<VM_POOL><VM>', 'test'), /not well-formed/);
});

test('by XML-RPC: taken, refused, another version, not there', async () => {
  const cases: readonly { readonly title: string; readonly answered: Answered; readonly expected: object }[] = [
    { title: 'taken', answered: 5, expected: { kind: 'accepted' } },
    {
      title: 'no room',
      answered: {
        code: 2048,
        message: '[one.vm.deploy] virtual machine [5] does not fit in host [9]. Not enough CPU: 2/1',
      },
      expected: { kind: 'refused', refusal: 'replan' },
    },
    {
      title: 'locked',
      answered: { code: 2048, message: 'User [0] : VM is locked. [5].' },
      expected: { kind: 'refused', refusal: 'retry' },
    },
  ];
  for (const { title, answered, expected } of cases) {
    const given: Given[] = [];
    const oned = await answeringOned((_, parameters) => {
      given.push(parameters);
      return answered;
    });
    const client = connect({ url: oned.url, authorities: [], insecure: false }, credentialsOf(ANSWERING_SESSION));
    const enactor = xmlrpcEnactor(client);
    const { ...answer } = await enactor.send(command('deploy', 5, { host: hostId(9) }), signal);
    if ('message' in answer) Reflect.deleteProperty(answer, 'message');
    assert.deepEqual(answer, expected, title);
    assert.deepEqual(given, [[5, 9, true, -1, '']]);
    await client.close();
    await oned.close();
    const nobody = await enactor.send(command('stop', 5), signal).catch((error: unknown) => error);
    assert.ok(nobody !== null);
  }
});

test('by XML-RPC a VM that is not in the answer is gone', async () => {
  const oned = await answeringOned(
    () => '<VM_POOL><VM><ID>1</ID><STATE>4</STATE><LCM_STATE>0</LCM_STATE></VM></VM_POOL>',
  );
  const client = connect({ url: oned.url, authorities: [], insecure: false }, credentialsOf(ANSWERING_SESSION));
  const present = await xmlrpcEnactor(client).look([vmId(1), vmId(2)], signal);
  assert.deepEqual([present.get(vmId(1))?.state, present.get(vmId(2))], [4, null]);
  await client.close();
  await oned.close();
  await assert.rejects(xmlrpcEnactor(client).look([vmId(1)], signal), { name: 'InputError' });
});

test('by onevm: automatic NICs come in a file that is gone afterwards, and a VM that is not known is gone', async () => {
  const ran: string[] = [];
  let template = '';
  const run = async ({ words }: CommandLine): Promise<Outcome> => {
    ran.push(words.join(' '));
    if (words.includes('--file')) template = readFileSync(words.at(-1) ?? '', 'utf8');
    if (words[0] !== 'show') return { kind: 'done', output: '' };
    return { kind: 'refused', message: '[one.vm.info] Error getting virtual machine [7].' };
  };
  const enactor = onevmEnactor({ name: 'onevm', run });
  const networks = [{ nicId: 0, network: networkId(1) }];
  assert.deepEqual(await enactor.send(command('deploy', 7, { host: hostId(2), networks }), signal), {
    kind: 'accepted',
  });
  assert.equal(template, 'NIC=[NIC_ID="0", NETWORK_MODE="auto", NETWORK_ID="1"]');
  assert.match(ran[0] ?? '', /^deploy --enforce 7 2 --file \S+$/);
  assert.throws(() => readFileSync((ran[0] ?? '').split(' ').at(-1) ?? ''));
  assert.deepEqual(await enactor.look([vmId(7)], signal), new Map([[7, null]]));
});

test('by onevm: what a subcommand that is not known says stops the planner', async () => {
  const run = async (): Promise<Outcome> => ({
    kind: 'garbage',
    message: "onevm stop is not known to this version: Command 'stop 8' not found",
  });
  const answer = await onevmEnactor({ name: 'onevm', run }).send(command('stop', 8), signal);
  assert.deepEqual([answer.kind, answer.kind === 'refused' && answer.refusal], ['refused', 'stop']);
});
