import assert from 'node:assert/strict';
import process from 'node:process';
import test from 'node:test';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import { type Dice, dice } from '../support/dice.ts';
import { illegalActions, overcommitments } from '../support/oned/judge.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { temporaryFolder } from '../support/recorded.ts';
import { templateOf } from '../support/running/requests.ts';
import { type VirtualCloud, virtualCloud } from '../support/running/virtual-cloud.ts';
import { anyRequest } from './living.ts';
import { ALL_MISHAPS, anyMishaps, type Mishap, makeGood, meddle, recoverAll } from './mishaps.ts';

/** Seeded mixes; the long run has 200 and more. */
const MIXES = Number(process.env.ONEPLAN_TEST_MIXES ?? 20);
const FIRST = Number(process.env.ONEPLAN_TEST_SEED ?? 1);

const LATENCIES = {
  dispatch: { seconds: 0.1, secondsPerGib: 0 },
  prolog: { seconds: 0.5, secondsPerGib: 0 },
  boot: { seconds: 1, secondsPerGib: 0 },
  restore: { seconds: 1, secondsPerGib: 0.5 },
  save: { seconds: 1, secondsPerGib: 0.5 },
  migrate: { seconds: 2, secondsPerGib: 0.5 },
  transfer: { seconds: 1, secondsPerGib: 0 },
  shutdown: { seconds: 1, secondsPerGib: 0 },
  epilog: { seconds: 0.5, secondsPerGib: 0 },
};

const POLICY: Policy = {
  ...DEFAULT_POLICY,
  time: { ...DEFAULT_POLICY.time, slotSeconds: 5, horizonSeconds: 300 },
  limits: { ...DEFAULT_POLICY.limits, solver: 'conservative' },
};

/** What was meddled with, and when. */
type Meddled = Map<number, number>;

interface Story {
  readonly cloud: VirtualCloud;
  readonly meddled: Meddled;
}

async function live(seed: number, mishaps: readonly Mishap[], withOwners: boolean): Promise<Story> {
  const random = dice(seed);
  const chances = dice(seed + 1_000_000);
  const cloud = await virtualCloud(
    { ...cloudOf(4), latencies: LATENCIES },
    { dice: () => chances.between(0, 999_999) / 1_000_000, folder: temporaryFolder(), policy: POLICY },
  );
  const meddled: Meddled = new Map();
  const worst = cloud.clock.unixSeconds() + 120;
  for (const { strike } of mishaps) strike(cloud, worst);
  for (let second = 0; second < 120; second += 5) {
    if (random.chance(70)) submit(cloud, random);
    if (withOwners && random.chance(30)) {
      const vm = meddle(cloud, random);
      if (vm !== null) meddled.set(vm, cloud.clock.unixSeconds());
    }
    await cloud.pass(5);
    assert.ok(!cloud.hasEnded(), 'the planner goes on');
  }
  return { cloud, meddled };
}

function submit(cloud: VirtualCloud, random: Dice): void {
  const now = Math.floor(cloud.clock.unixSeconds());
  const requests = anyRequest(random, () => random.between(1, 1_000_000));
  cloud.submit(
    requests.map((request) => templateOf(request, now)),
    'alice',
  );
}

/** No rule of the cloud was broken: of what an owner has just changed, nobody can know. */
function assertRules({ cloud, meddled }: Story, title: string): void {
  const { audit } = cloud.cloud;
  assert.deepEqual(overcommitments(audit), [], `${title}: no host is over capacity`);
  const illegal = illegalActions(audit).filter(
    ({ vm, at, user }) => user === 'oneadmin' && Math.abs(at - (meddled.get(vm) ?? 0)) > 1,
  );
  assert.deepEqual(illegal, [], `${title}: nobody is acted on in an illegal state`);
}

/** Once all is well again every VM comes to rest: it ends, or waits for nothing. */
async function assertConverges({ cloud }: Story, title: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    recoverAll(cloud);
    await cloud.pass(15);
    assert.ok(!cloud.hasEnded(), `${title}: the planner goes on`);
    if (restless(cloud).length === 0) return;
  }
  const last = cloud.lines.slice(-12).map(({ level, text, fields }) => `${level} ${text} ${JSON.stringify(fields)}`);
  assert.deepEqual(restless(cloud), [], `${title}: all comes to rest\n${last.join('\n')}`);
}

const restless = (cloud: VirtualCloud) =>
  cloud.vms().filter(({ phase, status }) => {
    if (phase === 'PENDING') return !status.includes('refused') && !status.includes('gang');
    return phase === 'RUNNING' || !RESTING.has(phase);
  });

/** Their owner has put them there, or their lease is over. */
const RESTING: ReadonlySet<string> = new Set(['DONE', 'UNDEPLOYED', 'HOLD', 'POWEROFF', 'SUSPENDED', 'STOPPED']);

/** Something was said of it that an operator sees. */
const isReported = ({ cloud }: Story): boolean =>
  cloud.lines.some(
    ({ level, fields, text }) =>
      level === 'warn' || level === 'error' || (text === 'owners were told' && Number(fields.failures) > 0),
  );

for (const mishap of ALL_MISHAPS) {
  test(`${mishap.name}: the planner goes on, breaks no rule, and says so`, async () => {
    const story = await live(7, [mishap], false);
    assertRules(story, mishap.name);
    await story.cloud.pass(300);
    const { struck } = story.cloud.faults;
    if (mishap.isTold && struck.call + struck.driver > 0) assert.ok(isReported(story), 'it is reported');
    makeGood(story.cloud);
    await assertConverges(story, mishap.name);
    assertRules(story, mishap.name);
    await story.cloud.end();
  });
}

test(`${MIXES} mixes of faults and meddling owners: the planner never ends and never breaks a rule of the cloud`, async (context) => {
  let reported = 0;
  for (let seed = FIRST; seed < FIRST + MIXES; seed++) {
    const mishaps = anyMishaps(dice(seed));
    const title = `seed ${seed} (${mishaps.map(({ name }) => name).join(', ')})`;
    const story = await live(seed, mishaps, true);
    makeGood(story.cloud);
    await assertConverges(story, title);
    assertRules(story, title);
    await story.cloud.end();
    if (isReported(story)) reported += 1;
  }
  context.diagnostic(`${MIXES} mixes, ${reported} with something reported`);
});
