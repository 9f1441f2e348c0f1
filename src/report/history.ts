import { LEVELS } from '../domain/levels.ts';
import type { EpochRecord } from '../domain/memory.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { elapsed, iso, moment, percent, span } from './words.ts';

/** Remembered epochs as a table: when, how well, and how much there was to do. */
export const historySheet = (epochs: readonly EpochRecord[]): Sheet => sheet('Epochs', columns, epochs);

/** Remembered epochs as JSON. */
export const historyDocument = (epochs: readonly EpochRecord[]) => ({ epochs: epochs.map(epochRecordDocument) });

/** One remembered epoch as JSON. */
export const epochRecordDocument = ({ cost, bound, ...epoch }: EpochRecord) => ({
  ...epoch,
  beganAt: iso(epoch.beganAt),
  lastAt: iso(epoch.lastAt),
  cost: cost && byLevel(cost),
  bound: bound && byLevel(bound),
});

const byLevel = (cost: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries(LEVELS.map((level, index) => [level, cost[index] as number]));

const planningSeconds = ({ stageSeconds }: EpochRecord): number =>
  Object.values(stageSeconds).reduce((sum, seconds) => sum + seconds, 0);

const columns: readonly Column<EpochRecord>[] = [
  { name: 'EPOCH', about: 'number of the epoch', cell: ({ number }) => number },
  { name: 'BEGAN', about: 'time of its snapshot, UTC', left: true, cell: ({ beganAt }) => moment(beganAt) },
  { name: 'AGAIN', about: 'epochs after it that found the cloud unchanged', cell: ({ repeats }) => repeats },
  { name: 'FOR', about: 'time in which the cloud stayed so', cell: ({ beganAt, lastAt }) => span(lastAt - beganAt) },
  { name: 'HOSTS', about: 'hosts of the snapshot', cell: ({ hosts }) => hosts },
  { name: 'VMS', about: 'VMs of the snapshot', cell: ({ vms }) => vms },
  { name: 'LEASES', about: 'leases of the snapshot', cell: ({ leases }) => leases },
  { name: 'STATUS', about: 'how the search ended', left: true, cell: ({ status }) => status },
  { name: 'GAP', about: 'distance to the bound', cell: ({ gap }) => (gap === null ? null : percent(gap)) },
  { name: 'BY', about: 'solver that found the plan', left: true, cell: ({ by }) => by },
  { name: 'TOOK', about: 'time to read, plan and check', cell: (epoch) => elapsed(planningSeconds(epoch)) },
  { name: 'ACTIONS', about: 'actions of the plan', cell: ({ actionsPlanned }) => actionsPlanned },
  { name: 'DUE', about: 'of these, due before the next epoch', cell: ({ actionsDue }) => actionsDue },
  { name: 'BROKEN', about: 'rules that the plan breaks', cell: ({ violations }) => violations },
];
