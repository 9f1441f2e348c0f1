import { writeSync } from 'node:fs';
import process from 'node:process';
import { actionId } from '../../src/domain/ids.ts';
import { openStore } from '../../src/store/store.ts';
import { epoch, NOW, PLAN, SNAPSHOT } from './epoch.ts';
import { entry, ordinary } from './store.ts';

/*
 * A planner that does nothing but remember, until it is killed. After every write that has returned it says so on
 * stdout: what it has said must be found in the store, whatever became of it.
 */

const STAGES = [
  { kind: 'intended' },
  { kind: 'sent' },
  { kind: 'accepted' },
  { kind: 'ended', end: 'done', reason: 'is RUNNING' },
] as const;

const said = (word: string): void => void writeSync(1, `${word}\n`);

const store = await openStore(process.argv[2] as string, ordinary());
said('open');
for (let round = 0; ; round++) {
  const takenAt = NOW + round;
  store.observe({ ...SNAPSHOT, takenAt });
  const next = (store.history({ last: 1 })[0]?.number ?? 0) + 1;
  const forecasts = PLAN.forecasts.map((one) =>
    one.lease === 'vm-22' ? { ...one, startAt: NOW + 3_600 + next } : one,
  );
  const number = store.recordEpoch(epoch({ plan: { ...PLAN, forecasts } }), {
    source: 'crash',
    snapshotHash: `${next}`,
  });
  said(`epoch ${number}`);
  for (const action of ['deploy-21', 'stop-12']) {
    for (const stage of STAGES) {
      store.journal.write(entry(stage, { epoch: number, action: actionId(action), at: takenAt }));
      said(`${action} ${number} ${stage.kind}`);
    }
  }
  store.recordUnchanged(takenAt);
  store.prune();
}
