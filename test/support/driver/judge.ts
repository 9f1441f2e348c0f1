import assert from 'node:assert/strict';
import type { Asked, AskedHost, AskedVm } from './asked.ts';
import type { ParsedAction, ParsedPlan } from './parsed-plan.ts';

/** Fails when a placement plan breaks a rule that its document states, or one of oned's plan manager. */
export function judgePlacement(asked: Asked, plan: ParsedPlan): void {
  assert.equal(plan.id, -1);
  judgePace(plan);
  for (const action of plan.actions) {
    const vm = vmOf(asked, action);
    assert.equal(action.operation, vm.state === 1 ? 'deploy' : 'migrate', `VM ${vm.id}`);
    if (vm.state !== 1) assert.ok(vm.resched && action.host !== vm.host, `VM ${vm.id} is to leave its host`);
    judgeTarget(asked, vm, action);
    if (vm.state === 1 && vm.host === null) judgeStorage(asked, vm, action);
  }
  judgeRoom(asked, plan);
  judgeRules(asked, plan);
}

/** The same for a plan that moves VMs of a cluster. */
export function judgeMoves(asked: Asked, plan: ParsedPlan, cluster: number, limit: number | null): void {
  assert.equal(plan.id, cluster);
  assert.ok(limit === null || plan.actions.length <= limit, `${plan.actions.length} moves`);
  judgePace(plan);
  for (const action of plan.actions) {
    const vm = vmOf(asked, action);
    assert.deepEqual(
      [action.operation, vm.state, vm.lcmState],
      ['migrate', 3, 3],
      `VM ${vm.id} is moved while it runs`,
    );
    assert.notEqual(action.host, vm.host);
    judgeTarget(asked, vm, action);
  }
  judgeRoom(asked, plan);
  judgeRules(asked, plan);
}

/** Share of its CPU that the fullest host gives away after the plan. */
export function fullestAfter({ hosts, vms }: Asked, { actions }: ParsedPlan): number {
  const used = new Map([...hosts.values()].map(({ id, usedCpu }) => [id, usedCpu]));
  for (const { vm: id, host } of actions) {
    const vm = vms.get(id) as AskedVm;
    used.set(host, (used.get(host) ?? 0) + vm.cpu);
    if (vm.host !== null) used.set(vm.host, (used.get(vm.host) ?? 0) - vm.cpu);
  }
  return Math.max(...[...hosts.values()].map(({ id, maxCpu }) => (used.get(id) as number) / maxCpu));
}

function vmOf(asked: Asked, { vm: id }: ParsedAction): AskedVm {
  const vm = asked.vms.get(id);
  assert.ok(vm, `VM ${id} is in the document`);
  return vm;
}

/** Each VM once; and no host's next action before every host of the turn before has had its own. */
function judgePace({ actions }: ParsedPlan): void {
  assert.equal(new Set(actions.map(({ vm }) => vm)).size, actions.length, 'a VM is acted on once');
  const turns = new Map<number, number>();
  let latest = 0;
  for (const { host } of actions) {
    const turn = turns.get(host) ?? 0;
    turns.set(host, turn + 1);
    assert.ok(turn >= latest, `host ${host} is in its turn`);
    latest = turn;
  }
}

function judgeTarget(asked: Asked, vm: AskedVm, { host }: ParsedAction): void {
  assert.ok(vm.hosts.includes(host) && asked.hosts.has(host), `VM ${vm.id} may run on host ${host}`);
}

function judgeStorage(asked: Asked, vm: AskedVm, { host, datastore, nics }: ParsedAction): void {
  const { cluster } = asked.hosts.get(host) as AskedHost;
  assert.ok(vm.datastores.includes(datastore), `VM ${vm.id} may use datastore ${datastore}`);
  assert.ok(asked.datastores.get(datastore)?.includes(cluster), `datastore ${datastore} is in cluster ${cluster}`);
  assert.deepEqual(
    nics.map(({ nic }) => nic),
    [...vm.nics.keys()],
    `every automatic NIC of VM ${vm.id}`,
  );
  for (const { nic, network } of nics) {
    assert.ok(vm.nics.get(nic)?.includes(network), `NIC ${nic} of VM ${vm.id} may use network ${network}`);
    assert.ok(asked.networks.get(network)?.includes(cluster), `network ${network} is in cluster ${cluster}`);
  }
}

/** Nothing is counted on that is only freed on the way. */
function judgeRoom({ hosts, vms }: Asked, { actions }: ParsedPlan): void {
  for (const host of hosts.values()) {
    const arrivals = actions.filter(({ host: target }) => target === host.id).map(({ vm }) => vms.get(vm) as AskedVm);
    const cpu = arrivals.reduce((sum, vm) => sum + vm.cpu, host.usedCpu);
    const memory = arrivals.reduce((sum, vm) => sum + vm.memoryKib, host.usedMemoryKib);
    if (arrivals.length > 0) assert.ok(cpu <= host.maxCpu && memory <= host.maxMemoryKib, `host ${host.id} has room`);
  }
}

/** VM groups, with everyone where the plan leads to and where they are now. */
function judgeRules(asked: Asked, { actions }: ParsedPlan): void {
  const targets = new Map(actions.map(({ vm, host }) => [vm, host]));
  const placesOf = (vm: number): readonly number[] => {
    const target = targets.get(vm);
    return target === undefined ? holders(asked, vm) : [target];
  };
  const rolesOf = new Map(asked.roles.map((role) => [role.name, role]));
  for (const { name, policy, on, notOn, vms } of asked.roles) {
    const places = vms.flatMap(placesOf);
    if (policy === 'ANTI_AFFINED') assert.equal(new Set(places).size, places.length, `role ${name} is spread`);
    if (policy === 'AFFINED') assert.ok(new Set(places).size <= 1, `role ${name} is together`);
    for (const vm of vms.filter((each) => targets.has(each))) {
      const host = targets.get(vm) as number;
      assert.ok(on.length === 0 || on.includes(host), `role ${name} is on its hosts`);
      assert.ok(!notOn.includes(host), `role ${name} is off those hosts`);
    }
  }
  for (const [one, other] of asked.apart) {
    const places = (role: string | undefined) => new Set(rolesOf.get(role ?? '')?.vms.flatMap(placesOf) ?? []);
    for (const place of places(one)) assert.ok(!places(other).has(place), `${one} and ${other} are apart`);
  }
}

const holders = ({ hosts }: Asked, vm: number): readonly number[] =>
  [...hosts.values()].filter(({ vms }) => vms.includes(vm)).map(({ id }) => id);
