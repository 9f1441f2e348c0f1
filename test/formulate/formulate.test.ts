import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Policy } from '../../src/domain/policy.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { anyCloud, anyPolicy } from '../support/any-cloud.ts';

/** Runs a property over random clouds and policies, always the same ones. */
const whateverTheCloud = (rule: (snapshot: Snapshot, policy: Policy) => void): void =>
  fc.assert(fc.property(anyCloud(), anyPolicy(), rule), { numRuns: 300, seed: 20_261_123 });

test('whatever the cloud, every index of the problem points at something', () => {
  whateverTheCloud((snapshot, policy) => {
    const { problem } = formulate(snapshot, policy, []);
    const { hosts, hostSets, jobs, vms, rules } = problem;
    assert.deepEqual(
      hosts.map(({ id }) => id),
      snapshot.hosts.map(({ id }) => id),
    );
    for (const set of hostSets) assertAscendingIndices(set, hosts.length);
    vms.forEach((vm, index) => {
      assert.ok(hostSets[vm.hostSet] !== undefined);
      assert.ok(jobs[vm.job]?.vms.includes(index));
    });
    for (const job of jobs) {
      assertAscendingIndices(job.vms, vms.length);
      if (job.kind === 'running') assertIndices(job.on, hosts.length);
    }
    for (const rule of rules) {
      const members =
        rule.kind === 'apart'
          ? [...rule.left, ...rule.right]
          : rule.kind === 'pool'
            ? rule.uses.map(({ vm }) => vm)
            : rule.vms;
      assertIndices(members, vms.length);
    }
  });
});

test('whatever the cloud, every number of the problem is whole and no amount is negative', () => {
  whateverTheCloud((snapshot, policy) => {
    const { problem } = formulate(snapshot, policy, []);
    const { edges, resources, hosts, vms, jobs } = problem;
    assert.ok(edges.every((edge, index) => index === 0 || edge > (edges[index - 1] as number)));
    assert.equal(edges[0], snapshot.takenAt);
    for (const vector of [...hosts.map(({ capacity }) => capacity), ...vms.map(({ demand }) => demand)]) {
      assertAmounts(vector, resources.length);
    }
    for (const { blocks } of hosts) {
      for (const { from, until, amounts } of blocks) {
        assert.ok(from >= 0 && from < until && until < edges.length);
        assertAmounts(amounts, resources.length);
        assert.ok(amounts.some((amount) => amount > 0));
      }
    }
    for (const job of jobs) {
      assert.ok(Number.isInteger(job.delayWeight) && job.delayWeight >= job.vms.length);
      const costs =
        job.kind === 'waiting' ? [job.leaveCost] : [job.pause?.cost, ...job.moves.map((move) => move?.cost)];
      for (const cost of costs) assertAmounts(cost ?? [], cost?.length ?? 0);
    }
  });
});

test('whatever the cloud, a job may start, be paused and be moved only in slots of the horizon', () => {
  whateverTheCloud((snapshot, policy) => {
    const { problem } = formulate(snapshot, policy, []);
    const slots = problem.edges.length - 1;
    for (const job of problem.jobs) {
      if (job.kind === 'waiting') {
        assert.ok(job.latest < slots);
        if (job.earliest > job.latest) continue;
        assertIndex(job.earliest, slots);
        assert.equal(job.idealSecond, problem.edges[job.earliest], 'the first possible start costs nothing');
        assert.ok(job.occupiedSeconds === null || job.occupiedSeconds > 0);
      } else {
        assert.ok(job.remainingSeconds === null || job.remainingSeconds > 0);
        for (const terms of [job.pause, ...job.moves]) assertAscendingIndices(terms?.slots ?? [], slots);
      }
    }
  });
});

test('whatever the cloud, every VM is in one job, holds its room in a block, or has a verdict', () => {
  whateverTheCloud((snapshot, policy) => {
    const { problem, verdicts } = formulate(snapshot, policy, []);
    const planned = problem.vms.map(({ id }) => id);
    assert.equal(new Set(planned).size, planned.length);
    const judged = new Set([...snapshot.verdicts, ...verdicts].map(({ about }) => `${about.kind} ${about.id}`));
    for (const { id, vms } of snapshot.leases) {
      for (const vm of vms) {
        const said = judged.has(`vm ${vm}`) || judged.has(`lease ${id}`);
        assert.ok(planned.includes(vm) || said, `vm ${vm} is neither planned nor spoken of`);
      }
    }
  });
});

test("whatever the cloud, what jobs and blocks hold in slot 0 is at least oned's account", () => {
  whateverTheCloud((snapshot, policy) => {
    const { problem } = formulate(snapshot, policy, []);
    const held = presentUse(problem);
    snapshot.hosts.forEach(({ usage }, index) => {
      assert.ok((held[index]?.[0] as number) >= usage.cpuCentis);
      assert.ok((held[index]?.[1] as number) >= usage.memoryMib);
    });
  });
});

test("without maintenance, what jobs and blocks hold in slot 0 is exactly oned's account", () => {
  whateverTheCloud((snapshot, policy) => {
    const { problem } = formulate(snapshot, { ...policy, maintenance: [] }, []);
    assert.deepEqual(
      presentUse(problem),
      snapshot.hosts.map(({ usage }) => [usage.cpuCentis, usage.memoryMib]),
    );
  });
});

test('whatever the cloud, no VM may be put on a host that takes none', () => {
  whateverTheCloud((snapshot, policy) => {
    const { problem } = formulate(snapshot, policy, []);
    const closed = new Set(snapshot.hosts.flatMap(({ state }, index) => (state === 2 ? [] : [index])));
    for (const set of problem.hostSets) assert.ok(set.every((host) => !closed.has(host)));
  });
});

test('whatever the cloud, the same cloud gives the same problem', () => {
  whateverTheCloud((snapshot, policy) => {
    assert.deepEqual(formulate(snapshot, policy, []), formulate(structuredClone(snapshot), policy, []));
  });
});

/** What running jobs and blocks hold in slot 0, by host and resource. */
function presentUse(problem: Problem): readonly (readonly number[])[] {
  return problem.hosts.map(({ blocks }, host) =>
    problem.resources.map((_, r) => {
      const blocked = blocks.filter(({ from }) => from === 0).map(({ amounts }) => amounts[r] as number);
      const run = problem.jobs.flatMap((job) =>
        job.kind === 'running'
          ? job.vms.filter((_, position) => job.on[position] === host).map((vm) => problem.vms[vm]?.demand[r] as number)
          : [],
      );
      return [...blocked, ...run].reduce((sum, amount) => sum + amount, 0);
    }),
  );
}

function assertIndex(index: number, length: number): void {
  assert.ok(Number.isInteger(index) && index >= 0 && index < length, `${index} is no index below ${length}`);
}

function assertIndices(indices: readonly number[], length: number): void {
  for (const index of indices) assertIndex(index, length);
}

function assertAscendingIndices(indices: readonly number[], length: number): void {
  indices.forEach((index, position) => {
    assertIndex(index, length);
    assert.ok(position === 0 || index > (indices[position - 1] as number), `${indices} ascends`);
  });
}

function assertAmounts(amounts: readonly number[], length: number): void {
  assert.equal(amounts.length, length);
  assert.ok(
    amounts.every((amount) => Number.isInteger(amount) && amount >= 0),
    `${amounts} are whole amounts`,
  );
}
