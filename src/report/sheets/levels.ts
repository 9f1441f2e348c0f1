import type { Cost } from '../../domain/levels.ts';
import type { LevelProof } from '../proof.ts';
import { type Column, type Sheet, sheet } from '../sheet.ts';
import { percent } from '../words.ts';

/** One row per level, in strict order: what the plan costs, what no plan can cost less than, and the distance. */
export const levelSheet = (levels: readonly LevelProof[], present: Cost | null): Sheet =>
  sheet('Cost by level', present === null ? columns : [level, presentColumn(levels, present), ...rest], levels);

const level: Column<LevelProof> = {
  name: 'LEVEL',
  about: 'a level is never traded for a later one',
  left: true,
  cell: (row) => row.level,
};

const presentColumn = (levels: readonly LevelProof[], present: Cost): Column<LevelProof> => ({
  name: 'UNCHANGED',
  about: 'cost if nothing changes',
  cell: (row) => present[levels.indexOf(row)] ?? null,
});

const share = (value: number | null | undefined): string | null => (value == null ? null : percent(value));

const rest: readonly Column<LevelProof>[] = [
  { name: 'INCUMBENT', about: 'cost of this plan', cell: ({ incumbent }) => incumbent },
  { name: 'BOUND', about: 'no plan costs less', cell: ({ proof }) => proof?.bound ?? null },
  { name: 'GAP', about: '(incumbent − bound) / incumbent', cell: ({ proof }) => share(proof?.gap) },
  {
    name: 'EXCESS_GAP',
    about: '(incumbent − bound) / (incumbent − ideal)',
    cell: ({ proof }) => share(proof?.excessGap),
  },
  { name: 'UNIT', about: 'what the numbers count', left: true, cell: ({ unit }) => unit },
];

const columns = [level, ...rest];
