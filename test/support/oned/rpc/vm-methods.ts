import { vmInfo } from '../bodies/vm.ts';
import { act } from '../core/actions.ts';
import { allocate, onNetwork } from '../core/allocate.ts';
import { type Answer, CODE, error, ok } from '../core/answer.ts';
import type { Cloud, VmRecord } from '../core/model.ts';
import { deploy, type MigrateKind, migrate } from '../core/placement.ts';
import { RECOVER_KINDS, recover } from '../core/recover.ts';
import { resize } from '../core/resize.ts';
import { touchVm } from '../core/room.ts';
import { merged, parseTemplate, type Template, textOf, vectorsOf } from '../core/template.ts';
import type { Arguments, Caller, Method } from './method.ts';
import { type Right, withVm } from './rights.ts';

/** Actions that only an administrator may ask for. */
const ADMIN_ACTIONS: readonly string[] = ['resched', 'unresched'];
const KINDS: readonly MigrateKind[] = ['save', 'poweroff', 'poweroff-hard'];

/** Methods on one VM. */
export const VM_METHODS: Readonly<Record<string, Method>> = {
  'one.vm.info': {
    types: ['int', 'boolean'],
    optional: 1,
    run: (caller, args) => withVm(caller, args.int(0), 'USE', (vm) => ok(vmInfo(caller.cloud, vm))),
  },
  'one.vm.action': { types: ['string', 'int'], optional: 0, run: runAction },
  'one.vm.deploy': { types: ['int', 'int', 'boolean', 'int', 'string'], optional: 3, run: runDeploy },
  'one.vm.migrate': {
    types: ['int', 'int', 'boolean', 'boolean', 'int', 'int'],
    optional: 3,
    run: runMigrate,
  },
  'one.vm.update': { types: ['int', 'string', 'int'], optional: 1, run: runUpdate },
  'one.vm.allocate': { types: ['string', 'boolean'], optional: 1, run: runAllocate },
  'one.vm.recover': {
    types: ['int', 'int'],
    optional: 0,
    run: (caller, args) =>
      withVm(caller, args.int(0), 'ADMIN', (vm) => {
        const kind = RECOVER_KINDS[args.int(1)];
        return kind === undefined
          ? error(CODE.action, 'Wrong recovery operation code')
          : recover(caller.cloud, vm, kind, caller);
      }),
  },
  'one.vm.resize': {
    types: ['int', 'string', 'boolean'],
    optional: 1,
    run: (caller, args) =>
      withVm(caller, args.int(0), 'MANAGE', (vm) =>
        resize(caller.cloud, vm, parseTemplate(args.text(1)) ?? [], caller),
      ),
  },
  'one.vm.lock': { types: ['int', 'int', 'boolean'], optional: 1, run: runLock },
  'one.vm.unlock': {
    types: ['int'],
    optional: 0,
    run: (caller, args) => {
      const vm = caller.cloud.vms.get(args.int(0));
      if (vm !== undefined) changed(caller.cloud, vm, () => (vm.lock = null));
      return ok(args.int(0));
    },
  },
};

function runAction(caller: Caller, args: Arguments): Answer<number> {
  const action = args.text(0);
  const right: Right = ADMIN_ACTIONS.includes(action) ? 'ADMIN' : 'MANAGE';
  return withVm(caller, args.int(1), right, (vm) => act(caller.cloud, vm, action, caller));
}

function runDeploy(caller: Caller, args: Arguments): Answer<number> {
  const target = { host: args.int(1), enforce: args.bool(2), datastore: args.int(3, -1) };
  const extra = parseTemplate(args.text(4)) ?? [];
  return withVm(caller, args.int(0), 'ADMIN', (vm) => {
    const answer = deploy(caller.cloud, vm, target, caller);
    if (answer.kind === 'ok') assignNetworks(caller.cloud, vm, extra);
    return answer;
  });
}

/** NIC=[NIC_ID, NETWORK_ID] of the extra template: the networks of automatic NICs. */
function assignNetworks(cloud: Cloud, vm: VmRecord, extra: Template): void {
  for (const wanted of vectorsOf(extra, 'NIC')) {
    const network = cloud.networks.get(Number(textOf(wanted, 'NETWORK_ID')));
    if (network === undefined) continue;
    changed(cloud, vm, () => {
      vm.template = vm.template.map(([name, value]) =>
        name === 'NIC' && typeof value !== 'string' && textOf(value, 'NIC_ID') === textOf(wanted, 'NIC_ID')
          ? [name, onNetwork(value, network)]
          : [name, value],
      );
    });
  }
}

function runMigrate(caller: Caller, args: Arguments): Answer<number> {
  const how: MigrateKind | undefined = args.bool(2) ? 'live' : KINDS[args.int(5)];
  const target = { host: args.int(1), enforce: args.bool(3), datastore: args.int(4, -1), how: how ?? 'save' };
  return withVm(caller, args.int(0), 'ADMIN', (vm) => migrate(caller.cloud, vm, target, caller));
}

function runUpdate(caller: Caller, args: Arguments): Answer<number> {
  return withVm(caller, args.int(0), 'MANAGE', (vm) => {
    const template = parseTemplate(args.text(1));
    if (template === null) return error(CODE.internal, 'Cannot update template. Parse error: syntax error.');
    changed(caller.cloud, vm, () => {
      vm.userTemplate = args.int(2) === 1 ? merged(vm.userTemplate, template) : template;
    });
    return ok(vm.id);
  });
}

function runAllocate(caller: Caller, args: Arguments): Answer<number> {
  const template = parseTemplate(args.text(0));
  if (template === null)
    return error(CODE.internal, 'Error allocating a new virtual machine. Parse error: syntax error.');
  return allocate(caller.cloud, template, { user: caller.user, now: caller.now, hold: args.bool(1) });
}

function runLock(caller: Caller, args: Arguments): Answer<number> {
  return withVm(caller, args.int(0), 'MANAGE', (vm) => {
    changed(caller.cloud, vm, () => (vm.lock = { level: args.int(1), owner: caller.user.id, at: caller.now }));
    return ok(vm.id);
  });
}

function changed(cloud: Cloud, vm: VmRecord, change: () => void): void {
  change();
  touchVm(cloud, vm);
}
