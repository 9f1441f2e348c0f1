import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type ActionId, actionId, hostId, vmId } from '../../src/domain/ids.ts';
import type { Action, Operation } from '../../src/domain/plan.ts';
import { enact } from '../../src/enact/enact.ts';
import { memoryJournal } from '../../src/enact/memory-journal.ts';
import { onevmEnactor } from '../../src/enact/onevm.ts';
import type { EnactWorld } from '../../src/enact/world.ts';
import { xmlrpcEnactor } from '../../src/enact/xmlrpc.ts';
import { connect } from '../../src/opennebula/client.ts';
import { commandsOn } from '../../src/opennebula/commands.ts';
import { readCredentials } from '../../src/opennebula/credentials.ts';
import { endpointOf } from '../../src/opennebula/endpoint.ts';
import type { Enactor } from '../../src/ports.ts';
import { cloud, host, vm } from '../support/cloud.ts';
import { settings, workOf } from '../support/enacting.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { act } from '../support/plan-builders.ts';

/** A VM's whole life, each step from where the one before has led. */
const LIFE: readonly (readonly [Operation, onHost: number])[] = [
  ['deploy', 0],
  ['live-migrate', 1],
  ['suspend', 1],
  ['resume', 1],
  ['stop', 1],
  ['deploy', 2],
  ['migrate', 4],
  ['poweroff', 4],
  ['resume', 4],
  ['undeploy', 4],
  ['deploy', 5],
  ['terminate', 5],
];

const DOORS: Readonly<Record<string, (oned: RunningOned) => Enactor>> = {
  xmlrpc: ({ environment }) => xmlrpcEnactor(connect(endpointOf(null, environment), readCredentials(environment))),
  onevm: ({ environment }) => onevmEnactor(commandsOn({ environment })),
};

const worldOf = (enactor: Enactor): EnactWorld => ({
  enactor,
  journal: memoryJournal(),
  clock: { unixSeconds: () => Date.now() / 1_000 },
  wait: (seconds, signal) => setTimeout(seconds * 1_000, undefined, { signal }).catch(() => undefined),
  signal: new AbortController().signal,
  heard: () => undefined,
});

const patience = { ...settings().patience, pollSeconds: 0.5, graceSeconds: 1 };
const snapshot = cloud({ hosts: [0, 1, 2, 4, 5, 6].map((id) => host(id)), vms: [vm(0), vm(1), vm(2)] });

for (const [name, open] of Object.entries(DOORS)) {
  test(`through ${name} a VM goes through every operation, each legal and seen to its end`, async (context) => {
    const oned = await startOned({ seed: 1 });
    context.after(() => oned.stop());
    await oned.control({ do: 'allocate', templates: ['CPU=1\nMEMORY=128'] });
    let before: readonly ActionId[] = [];
    const actions = LIFE.map(([operation, onHost], index): Action => {
      const id = actionId(`${operation}-0-${index}`);
      const fields = { id, dependsOn: before, notBefore: 0, datastore: null };
      before = [id];
      return act(operation, 0, onHost, 0, 5, fields);
    });
    const outcomes = await enact(workOf(snapshot, actions), worldOf(open(oned)), settings({ patience }));
    assert.deepEqual(
      outcomes.map(({ action, end, reason }) => (end === 'done' ? `${action}` : `${action} ${end}: ${reason}`)),
      actions.map(({ id }) => id),
    );
    const audit = await oned.control({ do: 'audit' });
    const asked = audit.asked.filter(({ user }) => user === 'oneadmin');
    assert.equal(asked.length, LIFE.length);
    assert.deepEqual(
      audit.asked.filter(({ illegal }) => illegal),
      [],
    );
  });

  test(`through ${name} a refusal for lack of room, a failed boot and a note are what they are`, async (context) => {
    const oned = await startOned({ seed: 1 });
    context.after(() => oned.stop());
    await oned.control({ do: 'allocate', templates: ['CPU=999\nMEMORY=128', 'CPU=1\nMEMORY=128'] });
    await oned.control({ do: 'fault', fault: { kind: 'driver', work: 'boot', mood: 'fail', vm: 1 } });
    const enactor = open(oned);
    const actions = [0, 1].map((id) => act('deploy', id, 1, 0, 5, { notBefore: 0, datastore: null }));
    const outcomes = await enact(workOf(snapshot, actions), worldOf(enactor), settings({ patience }));
    const said = new Map(outcomes.map(({ command, end, reason }) => [command.vm as number, `${end} ${reason}`]));
    assert.match(said.get(0) ?? '', /^superseded refused: .*does not fit in host/);
    assert.match(said.get(1) ?? '', /^failed the VM is in BOOT_FAILURE/);
    const { signal } = new AbortController();
    const noted = await enactor.note(vmId(0), { ONEPLAN_STATUS: { REASON: 'waits for "room"' } }, signal);
    assert.deepEqual(noted, { kind: 'accepted' });
    const state = await enactor.look([vmId(0), vmId(1), vmId(77)], signal);
    assert.deepEqual([state.get(vmId(0))?.state, state.get(vmId(1))?.host, state.get(vmId(77))], [1, hostId(1), null]);
  });

  test(`through ${name} nobody goes to a host that was disabled since the plan, though oned would take him`, async (context) => {
    const oned = await startOned({ seed: 1 });
    context.after(() => oned.stop());
    await oned.control({ do: 'allocate', templates: ['CPU=1\nMEMORY=128'] });
    await oned.control({ do: 'host-state', host: 1, state: 'DISABLED' });
    const actions = [act('deploy', 0, 1, 0, 5, { notBefore: 0, datastore: null })];
    const [outcome] = await enact(workOf(snapshot, actions), worldOf(open(oned)), settings({ patience }));
    assert.match(outcome?.reason ?? '', /^host 1 takes no VMs: it is DISABLED/);
    const audit = await oned.control({ do: 'audit' });
    assert.deepEqual(
      audit.asked.filter(({ action }) => action === 'deploy'),
      [],
    );
  });
}
