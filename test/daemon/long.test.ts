import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Audit } from '../support/oned/core/audit.ts';
import { RECORDED_LATENCIES } from '../support/oned/core/latency.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { type Request, templateOf, WAVES } from '../support/running/requests.ts';

/** Boots, saves and restores of a dummy cloud, slow enough to matter among leases of seconds. */
const LATENCIES = {
  ...RECORDED_LATENCIES,
  boot: { seconds: 0.3, secondsPerGib: 0 },
  save: { seconds: 0.3, secondsPerGib: 0.05 },
  restore: { seconds: 0.3, secondsPerGib: 0.05 },
};

const POLICY = `
time: { slot: 2s, horizon: 80s, promise-slots: 2 }
limits: { solver: search }
overheads:
  boot: 1s
  shutdown: 1s
  save: 1s
  save-rate: 8GiB/s
  resume: 1s
  resume-rate: 8GiB/s
  live-migration: 1s
  live-migration-rate: 8GiB/s
  serial-saves: false
preemption: { minimum-benefit: 0 }
migration: { operation: none }
`;

/** A start is sent at its second; more is what a loaded machine takes to get there. */
const LATEST_SECONDS = 2.5;

interface Submitted extends Request {
  readonly vm: number;
  /** Unix seconds. */
  readonly at0: number;
}

test('a hundred requests of all kinds on twenty hosts: every lease ends as promised', {
  timeout: 120_000,
}, async () => {
  const oned = await startOned({ cloud: { ...cloudOf(20), latencies: LATENCIES }, seed: 5 });
  try {
    const planner = startPlanner(oned);
    const requests = await submitAll(oned);
    await Promise.race([allSettled(oned, 75), planner]);
    planner.kill('SIGTERM');
    const { exitCode, stderr } = await planner;
    writeFileSync('/tmp/dmn/long.log', stderr);
    const audit = await oned.control({ do: 'audit' });
    writeFileSync('/tmp/dmn/audit.json', JSON.stringify({ audit, requests }));
    assert.equal(exitCode, 0);
    const epochs = stderr.split('\n').filter((line) => /"msg":"(planned|unchanged)"/.test(line)).length;
    assert.ok(epochs >= 30, `${epochs} epochs`);
    assert.deepEqual(faultsIn(stderr), []);
    judge(audit, requests, await oned.control({ do: 'state' }));
  } finally {
    await oned.stop();
  }
});

function startPlanner(oned: RunningOned) {
  const policy = join(oned.folder, 'policy.yaml');
  writeFileSync(policy, POLICY);
  const words = ['run', `xmlrpc:${oned.xmlrpcUrl}`, '--interval', '1.5s', '--time-limit', '0.7s', '--policy', policy];
  const more = [
    '--events',
    oned.eventsUrl,
    '--store',
    join(oned.folder, 'store.db'),
    '--log-level',
    'debug',
    '--workers',
    '1',
  ];
  return execa(process.execPath, ['--import', './test/support/typescript.mjs', 'src/cli/main.ts', ...words, ...more], {
    env: { ...oned.environment, ONEPLAN_STATE: oned.folder },
    reject: false,
    maxBuffer: 2 ** 28,
  });
}

async function submitAll(oned: RunningOned): Promise<readonly Submitted[]> {
  const began = Date.now();
  const submitted: Submitted[] = [];
  for (const { afterSeconds, requests } of WAVES) {
    await sleep(Math.max(0, began + afterSeconds * 1000 - Date.now()));
    const { now } = await oned.control({ do: 'state' });
    const templates = requests.map((request) => templateOf(request, Math.floor(now)));
    const vms = await oned.control({ do: 'allocate', templates, user: 'alice' });
    submitted.push(
      ...requests.map((request, index) => ({ ...request, vm: vms[index] as number, at0: Math.floor(now) })),
    );
  }
  return submitted;
}

/** Until every VM has run and left its host, or will never run. */
async function allSettled(oned: RunningOned, seconds: number): Promise<void> {
  for (const began = Date.now(); Date.now() - began < seconds * 1000; ) {
    const { vms } = await oned.control({ do: 'state' });
    const open = vms.filter(({ phase, userTemplate }) => {
      const status = userTemplate.ONEPLAN_STATUS;
      return phase !== 'UNDEPLOYED' && !(phase === 'PENDING' && JSON.stringify(status ?? '').includes('refused'));
    });
    if (open.length === 0) return;
    await sleep(500);
  }
}

const faultsIn = (log: string): readonly string[] =>
  log.split('\n').filter((line) => /"level":50|"level":40/.test(line));

function judge(audit: Audit, requests: readonly Submitted[], state: unknown): void {
  assert.deepEqual(
    audit.allocations.filter(({ over }) => over),
    [],
  );
  assert.deepEqual(
    audit.asked.filter(({ illegal }) => illegal),
    [],
  );
  void state;
  const bad = requests.flatMap((request) => problemWith(request, audit));
  assert.deepEqual(bad, []);
}

function problemWith(request: Submitted, audit: Audit): readonly string[] {
  const runs = audit.runs.filter(({ vm }) => vm === request.vm);
  const delivered = runs.reduce((sum, { from, until }) => sum + (until ?? from) - from, 0);
  const starts = audit.asked.filter(
    ({ vm, action, refusal }) => vm === request.vm && action === 'deploy' && refusal === null,
  );
  const say = (what: string) => [
    `${request.name} (vm ${request.vm}) ${what}; delivered ${delivered.toFixed(2)} of ${request.seconds}`,
  ];
  const end = runs.at(-1)?.until ?? null;
  if (request.kind === 'impossible' || request.name.startsWith('hasty')) return runs.length === 0 ? [] : say('ran');
  if (runs.length === 0) return say('never ran');
  if (end === null) return say('has not ended');
  if (delivered < request.seconds - 0.01) return say('was cut short');
  if (request.kind === 'reservation') {
    const wanted = request.at0 + (request.at ?? 0);
    const late = (starts[0]?.at ?? 0) - wanted;
    return late >= 0 && late < LATEST_SECONDS ? [] : say(`was started ${late.toFixed(2)} s after its time`);
  }
  if (request.kind === 'deadline' && end > request.at0 + (request.at ?? 0)) return say('missed its deadline');
  return [];
}
