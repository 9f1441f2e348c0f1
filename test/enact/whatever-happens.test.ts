import assert from 'node:assert/strict';
import test from 'node:test';
import { hostId } from '../../src/domain/ids.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Stay, Vm } from '../../src/domain/vm.ts';
import { enactment } from '../../src/enact/enact.ts';
import type { Enactment } from '../../src/enact/world.ts';
import { type AnyPlan, anyPlan, anyScene } from '../support/any-enactment.ts';
import { at, NOW } from '../support/cloud.ts';
import { type Dice, dice } from '../support/dice.ts';
import { type Stage, settings, stageOf, workOf } from '../support/enacting.ts';
import type { Mishap } from '../support/fake-enactor.ts';

const MISHAPS: readonly Mishap[] = [
  { kind: 'refused', refusal: 'retry' },
  { kind: 'refused', refusal: 'replan' },
  { kind: 'refused', refusal: 'give-up' },
  { kind: 'lost' },
  { kind: 'unanswered' },
  { kind: 'fails' },
  { kind: 'hangs' },
];

/** What is meddled with: then nothing can be said of a gang. */
interface Meddling {
  readonly touched: Set<number>;
  readonly hung: Set<number>;
}

/** Commands go wrong now and then, those that undo others never: then there is nothing left to be done. */
function misfortune(stage: Stage, { chance, pick, between }: Dice, percent: number): Meddling {
  const touched = new Set<number>();
  const hung = new Set<number>();
  const undone = (vm: number): boolean =>
    stage.written.some(({ action, command }) => action.startsWith('undo-') && command.vm === vm);
  stage.cloud.actionSeconds = () => between(1, 40);
  stage.cloud.answerSeconds = between(1, 20) / 10;
  stage.cloud.lagSeconds = between(0, 15) / 10;
  stage.cloud.mishap = ({ vm }) => {
    if (undone(vm) || !chance(percent)) return null;
    const mishap = pick(MISHAPS);
    if (mishap.kind === 'hangs') hung.add(vm);
    return mishap;
  };
  return { touched, hung };
}

/** Owners stop, hold, delete and suspend what they please. */
function owners(stage: Stage, { between, pick, chance }: Dice, { touched }: Meddling): void {
  for (let count = between(0, 3); count > 0; count--) {
    stage.time.at(NOW + between(1, 150), () => {
      const machine = pick([...stage.cloud.machines.values()]);
      if (machine === undefined) return;
      touched.add(machine.vm);
      if (chance(20)) stage.cloud.change(machine.vm, null);
      else if (machine.state === 1) stage.cloud.change(machine.vm, { state: 2 });
      else if (machine.state === 3) stage.cloud.change(machine.vm, { state: pick([4, 5, 8, 9]), lcmState: 0 });
      else if (machine.state === 4) stage.cloud.change(machine.vm, { state: 1 });
    });
  }
}

/** The snapshot with its VMs as they are by now. */
function asNow(snapshot: Snapshot, { cloud, time }: Stage): Snapshot {
  const vms = snapshot.vms.flatMap((vm): readonly Vm[] => {
    const status = cloud.status(vm.id);
    if (status === null) return [];
    const stay: Partial<Stay> = vm.stay ?? {};
    const { state, lcmState, host } = status;
    return host === null
      ? [{ ...vm, state, lcmState, stay: null }]
      : [at(vm, host, { state, lcmState }, { ...stay, host: hostId(host) })];
  });
  return { ...snapshot, vms, takenAt: time.now };
}

const planNow = (snapshot: Snapshot, stage: Stage, random: Dice): AnyPlan =>
  anyPlan(snapshot, new Map([...stage.cloud.machines.values()].map((each) => [each.vm, each])), random);

interface Given {
  readonly scene: Snapshot;
  readonly stage: Stage;
  readonly meddling: Meddling;
  readonly random: Dice;
  readonly enforce: boolean;
}

function given(seed: number): Given {
  const random = dice(seed);
  const scene = anyScene(random);
  const stage = stageOf(scene);
  const meddling = misfortune(stage, random, random.pick([0, 10, 30]));
  if (random.chance(50)) owners(stage, random, meddling);
  const silence = NOW + random.between(0, 200);
  if (random.chance(20)) stage.cloud.silent = () => stage.time.now > silence && stage.time.now < silence + 90;
  return { scene, stage, meddling, random, enforce: random.chance(70) };
}

/** Plans of two epochs, the second while the first may be under way. */
function twoEpochs({ scene, stage, random }: Given, enact: () => Enactment, taken: string[]): void {
  for (const [epoch, second] of [
    [1, 0],
    [2, 60],
  ] as const) {
    stage.time.at(NOW + second, () => {
      const present = asNow(scene, stage);
      const plan = planNow(present, stage, random);
      const moved = plan.actions.map((action) => ({ ...action, notBefore: action.notBefore + second }));
      taken.push(...moved.map(({ id }) => `${epoch}/${id}`));
      enact().take(workOf(present, moved, { epoch, paused: plan.paused }));
      void enact().drive();
    });
  }
}

function holds({ scene, stage, meddling }: Given, taken: readonly string[], seed: number): void {
  assert.deepEqual(stage.cloud.breaches, [], `seed ${seed}`);
  const ends = stage.outcomes().map(({ epoch, action }) => `${epoch}/${action}`);
  assert.equal(new Set(ends).size, ends.length, `seed ${seed}: each ends once`);
  const undone = ends.filter((end) => end.includes('/undo-'));
  assert.deepEqual([...ends].sort(), [...taken, ...undone].sort(), `seed ${seed}: each action ends`);
  const open = stage.world.journal.open();
  assert.deepEqual(open, [], `seed ${seed}: nothing stays open`);
  for (const { id, vms } of scene.leases) {
    if (vms.some((vm) => meddling.touched.has(vm) || meddling.hung.has(vm))) continue;
    const states = vms.map((vm) => stage.cloud.status(vm));
    if (states.some((status) => status?.state === 3 && status.lcmState > 35)) continue;
    const on = states.filter((status) => status?.state === 3).length;
    const ended = scene.leases.find(
      (each) =>
        each.id === id &&
        taken.some((action) => /undeploy/.test(action) && vms.some((vm) => action.endsWith(`-${vm}`))),
    );
    if (ended !== undefined) continue;
    assert.ok(on === 0 || on === vms.length, `seed ${seed}: ${on} of ${vms.length} of ${id}`);
  }
}

const RUNS = 200;

test('whatever is refused, lost, late or meddled with: no rule of the cloud is broken and every action ends once', async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const all = given(seed);
    const { stage } = all;
    const engine = enactment(stage.world, settings({ enforce: all.enforce }));
    const taken: string[] = [];
    twoEpochs(all, () => engine, taken);
    await stage.time.until(stage.time.wait(3_000));
    await stage.time.until(engine.drive());
    assert.equal(engine.open(), 0, `seed ${seed}`);
    holds(all, taken, seed);
  }
});

test('whenever it is ended at once and started again: nothing is done twice, nothing is left half done', async () => {
  let recovered = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const all = given(seed + 10_000);
    const { stage, random, scene } = all;
    const killed = new AbortController();
    const dead = <Call extends (...given: never[]) => unknown>(call: Call) =>
      ((...parameters: never[]) => {
        if (killed.signal.aborted) throw new Error('ended');
        return call(...parameters);
      }) as Call;
    const first = enactment(
      {
        ...stage.world,
        signal: killed.signal,
        heard: dead(stage.world.heard),
        journal: { ...stage.world.journal, write: dead(stage.world.journal.write) },
      },
      settings({ enforce: all.enforce }),
    );
    let engine = first;
    const taken: string[] = [];
    twoEpochs(all, () => engine, taken);
    stage.time.at(NOW + random.between(0, 550) / 10, () => {
      killed.abort();
      first.drive().catch(() => undefined);
    });
    stage.time.at(NOW + random.pick([57, 59.995]), () => {
      recovered += stage.world.journal.open().length;
      engine = enactment(stage.world, settings({ enforce: all.enforce }));
      engine.recover(asNow(scene, stage));
      void engine.drive();
    });
    await stage.time.until(stage.time.wait(3_000));
    await stage.time.until(engine.drive());
    const ends = new Set(stage.outcomes().map(({ epoch, action }) => `${epoch}/${action}`));
    holds(
      all,
      taken.filter((each) => ends.has(each)),
      seed + 10_000,
    );
  }
  assert.ok(recovered > RUNS / 4, `only ${recovered} actions were open`);
});
