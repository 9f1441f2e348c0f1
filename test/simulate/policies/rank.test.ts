import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import { rank } from '../../../src/simulate/policies/rank/rank.ts';
import type { RankKind } from '../../../src/simulate/policies/rank/run.ts';
import { rankRun } from '../../../src/simulate/policies/rank/run.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { shared, unlessShared } from '../../support/shared.ts';
import { hostsOf, request, workloadOf } from '../../support/workload.ts';

const FOLDER = 'opennebula/7.4/scheduler';

/**
 * Recorded runs: the VMs that were placed in them, in order, with the hosts left to each by what the simulator does not
 * model (VM groups; the cluster of the network its first automatic NIC was given).
 */
const RUNS: readonly {
  readonly name: string;
  readonly kind: RankKind;
  readonly vms: Readonly<Record<number, readonly number[] | null>>;
}[] = [
  {
    name: 'place-1',
    kind: 'striping',
    vms: { 9: [6, 7, 8, 9], 10: null, 11: null, 12: null, 13: [0, 1, 2, 3], 14: [0, 1, 2, 3, 4, 6, 7, 8, 9] },
  },
  { name: 'place-2', kind: 'striping', vms: { 229: null, 234: null, 240: null } },
  { name: 'place-3', kind: 'striping', vms: { 247: null, 248: [6, 7, 8, 9], 249: [5, 6, 7, 8, 9] } },
];

for (const { name, kind, vms } of RUNS)
  test(`${kind} places the VMs of the recorded run ${name} where OpenNebula's rank placed them`, {
    skip: unlessShared(FOLDER),
  }, () => {
    const { hosts, vms: pool } = given(name);
    const candidates = Object.entries(vms).map(([id, only]) => ({ vms: [amountsOf(pool, Number(id))], hosts: only }));
    const placed = rankRun(hosts.map(hostOf), candidates, kind, { maxHost: 1, maxDispatch: 30 });
    const recorded = Object.keys(vms).map((id) => answered(name, Number(id)));
    assert.deepEqual(
      placed.map((found) => found?.[0]),
      recorded,
    );
  });

test('load-aware takes the host with the most idle CPU, as the recorded run place-3 does for a VM ranked by FREE_CPU', {
  skip: unlessShared(FOLDER),
}, () => {
  const { hosts, vms } = given('place-3');
  const candidate = { vms: [amountsOf(vms, 250)], hosts: null };
  const placed = rankRun(hosts.map(hostOf), [candidate], 'load-aware', { maxHost: 1, maxDispatch: 30 });
  assert.deepEqual(placed, [[answered('place-3', 250)]]);
});

test('a new VM waits for the window, a pending one for the retry time', async () => {
  const requests = [request(1, { durationSeconds: 25 }), request(2, { durationSeconds: 5 })];
  const { leases } = await simulate(workloadOf(requests, hostsOf(1)), rank('packing'));
  assert.deepEqual(
    leases.map(({ startSeconds }) => startSeconds),
    [10, 70],
  );
});

test('seven new VMs do not wait for the window, and a host is given one VM a run', async () => {
  const requests = Array.from({ length: 7 }, (_, id) => request(id, { durationSeconds: 1_000 }));
  const { leases } = await simulate(workloadOf(requests, hostsOf(4, 400, 4096)), rank('striping'));
  const starts = leases.map(({ startSeconds }) => startSeconds);
  assert.deepEqual(starts, [0, 0, 0, 0, 60, 60, 60]);
});

interface RecordedVm {
  readonly ID: number;
  readonly TEMPLATE: { readonly CPU: number; readonly MEMORY: number };
}

interface RecordedHost {
  readonly STATE: number;
  readonly HOST_SHARE: Readonly<Record<'RUNNING_VMS' | 'MAX_CPU' | 'CPU_USAGE' | 'MAX_MEM' | 'MEM_USAGE', number>>;
  readonly MONITORING: { readonly CAPACITY: { readonly FREE_CPU: number } };
}

interface RecordedAction {
  readonly VM_ID: number;
  readonly HOST_ID: number;
}

const parsed = (file: string) => new XMLParser().parse(readFileSync(shared(`${FOLDER}/${file}`), 'utf8'));

/** The hosts and VMs that OpenNebula's scheduler was given. */
function given(name: string): { readonly hosts: readonly RecordedHost[]; readonly vms: readonly RecordedVm[] } {
  const { HOST_POOL, VM_POOL } = parsed(`${name}.input.xml`).SCHEDULER_DRIVER_ACTION;
  return { hosts: HOST_POOL.HOST, vms: VM_POOL.VM };
}

/** Where it put a VM. */
const answered = (name: string, id: number): number | undefined => {
  const actions: readonly RecordedAction[] = parsed(`${name}.plan-by-rank.xml`).PLAN.ACTION;
  return actions.find(({ VM_ID }) => VM_ID === id)?.HOST_ID;
};

const amountsOf = (vms: readonly RecordedVm[], id: number) => {
  const vm = vms.find(({ ID }) => ID === id);
  assert.ok(vm !== undefined, `VM ${id} is in the recording`);
  return { cpuCentis: Math.trunc(vm.TEMPLATE.CPU * 100), memoryMib: vm.TEMPLATE.MEMORY };
};

const hostOf = ({ HOST_SHARE, MONITORING, STATE }: RecordedHost) => ({
  runningVms: HOST_SHARE.RUNNING_VMS,
  idleCpuCentis: MONITORING.CAPACITY.FREE_CPU,
  room: {
    cpuCentis: HOST_SHARE.MAX_CPU - HOST_SHARE.CPU_USAGE,
    memoryMib: Math.floor((HOST_SHARE.MAX_MEM - HOST_SHARE.MEM_USAGE) / 1024),
  },
  up: STATE === 2,
});
