import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cloudOf } from '../oned/presets.ts';
import { startOned } from '../oned/start.ts';
import { startPlanner } from './planner.ts';
import { QUICK_LATENCIES, QUICK_POLICY } from './quick.ts';

/**
 * What the planner process costs beside a large cloud: how fast it starts everything, then CPU and memory while nothing
 * changes, read by XML-RPC from a stand-in. Linux only: both are read in /proc.
 */
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '200' },
    vms: { type: 'string', default: '2000' },
    interval: { type: 'string', default: '1s' },
    epochs: { type: 'string', default: '60' },
    batches: { type: 'string', default: '1' },
  },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const oned = await startOned({ cloud: { ...cloudOf(Number(values.hosts)), latencies: QUICK_LATENCIES }, seed: 1 });
const policy = join(oned.folder, 'policy.yaml');
writeFileSync(policy, QUICK_POLICY.replace('slot: 2s, horizon: 80s', 'slot: 60s, horizon: 3600s'));
const templates = Array.from({ length: Number(values.vms) }, () => 'CPU=0.5\nMEMORY=256');
await oned.control({ do: 'allocate', templates, user: 'alice' });
const more = ['--interval', values.interval, '--time-limit', '5s', '--policy', policy, '--log-level', 'debug'];
const planner = startPlanner(oned, { main: 'dist/src/cli/main.js', more });
const lines = (what: string): number => planner.log().split(what).length - 1;

/** User and system time of the process and all its threads, seconds. */
function cpuSeconds(): number {
  const fields = (readFileSync(`/proc/${planner.pid}/stat`, 'utf8').split(') ')[1] ?? '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const residentMib = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${planner.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

let hasEnded = false;
void planner.ended.then(() => {
  hasEnded = true;
});

async function unchanged(count: number): Promise<void> {
  const until = lines('"unchanged"') + count;
  while (lines('"unchanged"') < until) {
    if (hasEnded) throw new Error(`the planner has ended: ${planner.log().slice(-2_000)}`);
    await sleep(200);
  }
}

try {
  const began = Date.now();
  await unchanged(1);
  const seconds = (Date.now() - began) / 1000;
  say(
    `${values.vms} VMs on ${values.hosts} hosts were started in ${seconds.toFixed(0)} s, ${lines('"level":50')} errors`,
  );
  await unchanged(3);
  for (let batch = 0; batch < Number(values.batches); batch++) {
    const [cpu, planned] = [cpuSeconds(), lines('"planned"')];
    await unchanged(Number(values.epochs));
    const each = (cpuSeconds() - cpu) / Number(values.epochs);
    const others = lines('"planned"') - planned;
    say(
      `${values.epochs} unchanged epochs: ${each.toFixed(3)} s of CPU each, ${residentMib().toFixed(0)} MiB resident, ${others} planned`,
    );
  }
} finally {
  planner.kill('SIGKILL');
  await oned.stop();
}
