import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cloudOf } from '../oned/presets.ts';
import { startOned } from '../oned/start.ts';
import { waitUntil } from '../wait-until.ts';
import { allSettled, epochsIn, submitAll, verdictOn } from './hundred.ts';
import { startPlanner } from './planner.ts';
import { QUICK_LATENCIES, QUICK_POLICY } from './quick.ts';

/** `npm run try`: a cloud of twenty hosts, a planner beside it and a hundred requests; two minutes to look on, then a verdict. */

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const oned = await startOned({ cloud: { ...cloudOf(20), latencies: QUICK_LATENCIES }, seed: 5 });
const store = join(oned.folder, 'store.db');
say(`A cloud of 20 hosts is at ${oned.xmlrpcUrl}. To look on, in another terminal:

  export ONE_XMLRPC=${oned.xmlrpcUrl} ONE_AUTH=${oned.authFile}
  npx oneplan list --store ${store}
  npx oneplan history --store ${store}
  npx oneplan show 5 --store ${store}
  npx oneplan plan --from xmlrpc
`);
const policy = join(oned.folder, 'policy.yaml');
writeFileSync(policy, QUICK_POLICY);
const planner = startPlanner(oned, {
  main: 'dist/src/cli/main.js',
  more: ['--interval', '1.5s', '--time-limit', '0.7s', '--policy', policy],
});
let told = 0;
const tell = setInterval(() => {
  const epochs = epochsIn(planner.log());
  for (const { epoch, starts, waits, paused, due, refused } of epochs.slice(told)) {
    if (epoch !== undefined)
      say(
        `epoch ${epoch}: ${due} actions due; ${starts} leases start, ${waits} wait, ${paused} are paused, ${refused} refused`,
      );
  }
  told = epochs.length;
}, 500);
try {
  await waitUntil(() => planner.log().includes('"planned"'), 'the planner is at work', 60);
  say(
    '100 requests are handed in: reservations, deadlines, gangs, preemptible and best effort, and some that can never run.',
  );
  const requests = await submitAll(oned);
  await allSettled(oned, 70);
  await waitUntil(() => epochsIn(planner.log()).length >= 30, 'there were thirty epochs', 60);
  planner.kill('SIGTERM');
  const { exitCode } = await planner.ended;
  const { epochs, kept, reservations, stops, wrong, late } = await verdictOn(oned, requests, planner.log());
  say(
    `\n${epochs} epochs, ${requests.length} requests: ${kept} of ${reservations} reservations kept, ${stops} leases paused for others.`,
  );
  for (const line of [...wrong, ...late]) say(`WRONG: ${line}`);
  if (wrong.length + late.length === 0) say("Every lease ended as promised, by the cloud's own account.");
  process.exitCode = exitCode === 0 && wrong.length + late.length === 0 ? 0 : 1;
} finally {
  clearInterval(tell);
  planner.kill('SIGKILL');
  await oned.stop();
}
