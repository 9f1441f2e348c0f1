import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { allocate } from '../support/oned/core/allocate.ts';
import { advance, newCloud } from '../support/oned/core/cloud.ts';
import type { Cloud } from '../support/oned/core/model.ts';
import { parseTemplate } from '../support/oned/core/template.ts';
import { parseCall } from '../support/oned/rpc/envelope.ts';
import { handle } from '../support/oned/rpc/handle.ts';
import { shared, unlessShared } from '../support/shared.ts';
import { RECORDED_CLOUD } from './recorded-cloud.ts';

const FOLDER = 'opennebula/7.4/xmlrpc';
const NOW = 1_795_400_000;

/** What has to be so before a recorded call; VMs by the ids that the recordings name. */
const BEFORE: Readonly<Record<string, readonly (readonly [method: string, ...args: (string | number | boolean)[]])[]>> =
  {
    'action-poweroff-ok': [['one.vm.deploy', 0, 0, false]],
    'action-suspend-ok': [['one.vm.deploy', 0, 0, false]],
    'action-stop-ok': [['one.vm.deploy', 0, 0, false]],
    'action-undeploy-ok': [['one.vm.deploy', 0, 0, false]],
    'action-resched-ok': [['one.vm.deploy', 0, 0, false]],
    'action-release-ok': [['one.vm.action', 'hold', 0]],
    'migrate-live-ok': [['one.vm.deploy', 0, 0, false]],
    'migrate-cold-ok': [['one.vm.deploy', 0, 0, false]],
    'err-migrate-same-host': [['one.vm.deploy', 0, 1, false]],
    'err-migrate-enforce-capacity': [['one.vm.deploy', 0, 0, false]],
  };

/** Templates of VMs that are not one core and one GiB. */
const LARGE = 'CPU=16\nMEMORY=1024';
const TEMPLATES: Readonly<Record<string, string>> = {
  'deploy-ok-auto-nic': 'CPU=1\nMEMORY=1024\nNIC=[NETWORK_MODE="auto"]\nNIC=[NETWORK_MODE="auto"]',
  'err-deploy-enforce-capacity': LARGE,
  'err-migrate-enforce-capacity': LARGE,
};

const names = existsSync(shared(FOLDER))
  ? readdirSync(shared(FOLDER))
      .filter((file) => file.endsWith('.request.xml'))
      .map((file) => file.replace('.request.xml', ''))
  : [];

/** Those whose answer depends on nothing but the call and one VM. */
const exact = names.filter((name) => /^(action|deploy|migrate|err|fault|vm-update|system\.version)/.test(name));

test('recorded calls are answered byte for byte', { skip: unlessShared(FOLDER) }, () => {
  assert.ok(exact.length >= 25);
  for (const name of exact) {
    const request = readFileSync(join(shared(FOLDER), `${name}.request.xml`), 'utf8');
    const call = parseCall(request);
    assert.ok(call !== null, name);
    const recorded = readFileSync(join(shared(FOLDER), `${name}.response.xml`), 'utf8');
    // The recorded host had lent out a quarter of a core before the deploy, and half of one before the migration.
    const expected = recorded.replace(/1600\/3[75]\d/, '1600/400');
    assert.equal(handle(cloudFor(name, vmOf(call.args)), call, NOW + 10).xml, expected, name);
  }
});

function vmOf(args: readonly { readonly value: unknown }[]): number {
  const found = args.slice(1).find(({ value }) => typeof value === 'number')?.value;
  return typeof found === 'number' && found !== 99_999 ? Math.max(0, found) : 0;
}

function cloudFor(name: string, vm: number): Cloud {
  const cloud = newCloud(RECORDED_CLOUD);
  const [user] = cloud.users;
  assert.ok(user !== undefined);
  cloud.nextVmId = vm;
  allocate(cloud, parseTemplate(TEMPLATES[name] ?? 'CPU=1\nMEMORY=1024') ?? [], { user, now: NOW, hold: false });
  for (const [method, ...args] of BEFORE[name] ?? []) {
    const own = method === 'one.vm.action' ? args.with(1, vm) : args.with(0, vm);
    handle(cloud, callOf(method, own), NOW);
    advance(cloud, NOW + 5);
  }
  return cloud;
}

const callOf = (method: string, args: readonly (string | number | boolean)[]) => ({
  method,
  args: ['oneadmin:PASSWORD', ...args].map((value) =>
    typeof value === 'string'
      ? ({ type: 'string', value } as const)
      : typeof value === 'number'
        ? ({ type: 'int', value } as const)
        : ({ type: 'boolean', value } as const),
  ),
});

/** Pools that a planner reads, by recording: every element that it can look at is in the stand-in's too. */
const POOLS = [
  'vmpool.infoextended',
  'vmpool.info',
  'vmpool.infoset',
  'vm.info',
  'hostpool.info',
  'clusterpool.info',
  'datastorepool.info',
  'vmgrouppool.info',
];

/** Elements of devices and images that the stand-in's hosts and VMs do not have. */
const WITHOUT =
  /\/(PCI|NODE|DISK|OS|TOPOLOGY|NUMA_NODE|SECURITY_GROUP_RULE|CONTEXT|SNAPSHOTS)(\/|$)|\/TEMPLATE\/|\/USER_TEMPLATE\/|\/NIC\/|\/MONITORING\/|\/IMAGES\//;

test('recorded reads are answered with every element that was recorded, and no other', {
  skip: unlessShared(FOLDER),
}, () => {
  for (const name of POOLS) {
    const call = parseCall(readFileSync(join(shared(FOLDER), `${name}.request.xml`), 'utf8'));
    assert.ok(call !== null);
    const cloud = cloudFor('deploy', 244);
    handle(cloud, callOf('one.vm.deploy', [244, 0, true]), NOW);
    advance(cloud, NOW + 5);
    const recorded = readFileSync(join(shared(FOLDER), `${name}.response.xml`), 'utf8');
    const expected = pathsOf(recorded).filter((path) => !WITHOUT.test(path));
    const found = pathsOf(handle(cloud, call, NOW + 5).xml).filter((path) => !WITHOUT.test(path));
    assert.deepEqual(found, expected, name);
  }
});

/** Paths of all elements inside the answer, each once. */
function pathsOf(xml: string): readonly string[] {
  const inner = (/<string>([\s\S]*)<\/string>/.exec(xml)?.[1] ?? '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  const paths = new Set<string>();
  const stack: string[] = [];
  for (const [, close, name, empty] of inner.matchAll(/<(\/?)([A-Z0-9_]+)(\/?)>/g)) {
    if (close === '/') {
      stack.pop();
      continue;
    }
    paths.add([...stack, name].join('/'));
    if (empty !== '/') stack.push(name as string);
  }
  return [...paths].sort();
}
