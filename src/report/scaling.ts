import { type Sheet, sheet } from './sheet.ts';
import { type TextStyle, textTable } from './text-table.ts';
import { percent } from './words.ts';

/** What an epoch of one size took. Null where there is none. */
export interface ScalingRow {
  readonly hosts: number;
  readonly leases: number;
  readonly slots: number;
  /** From the problem being formulated to the first plan that was checked; "nothing changes" is none. */
  readonly firstPlanSeconds: number | null;
  /** CPU of all threads until then. */
  readonly firstPlanCpuSeconds: number | null;
  /** CPU of one iteration of the Lagrangian bound, the mean over several. */
  readonly iterationCpuSeconds: number | null;
  /** (objective − bound) / objective at the end. */
  readonly gap: number | null;
  readonly seconds: number;
  readonly peakRssMib: number;
}

/** value ≈ factor × size ^ exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
  /** Share of the variance of the logarithms that it explains. */
  readonly fit: number;
}

/** What is printed for machines. */
export const scalingDocument = (rows: readonly ScalingRow[]) => ({ rows, powerLaws: powerLaws(rows) });

export const scalingSheet = (rows: readonly ScalingRow[]): Sheet =>
  sheet(
    'Sizes',
    [
      { name: 'HOSTS', about: 'of the epoch', cell: ({ hosts }) => hosts },
      { name: 'LEASES', about: 'of the epoch', cell: ({ leases }) => leases },
      { name: 'SLOTS', about: 'of the epoch', cell: ({ slots }) => slots },
      {
        name: 'FIRST_PLAN',
        about: 'seconds to the first checked plan',
        cell: ({ firstPlanSeconds }) => milli(firstPlanSeconds),
      },
      {
        name: 'FIRST_CPU',
        about: 'the same in CPU seconds',
        cell: ({ firstPlanCpuSeconds }) => milli(firstPlanCpuSeconds),
      },
      {
        name: 'ITERATION',
        about: 'CPU seconds of one iteration of the bound',
        cell: ({ iterationCpuSeconds }) => milli(iterationCpuSeconds),
      },
      { name: 'GAP', about: 'at the end', cell: ({ gap }) => (gap === null ? null : percent(gap)) },
      { name: 'SECONDS', about: 'all of the solving', cell: ({ seconds }) => seconds.toFixed(1) },
      { name: 'PEAK_MIB', about: 'most memory its process held', cell: ({ peakRssMib }) => peakRssMib },
    ],
    rows,
  );

/** The table, and how each figure grows with the number of hosts. */
export function scalingText(rows: readonly ScalingRow[], style: TextStyle): string {
  const laws = powerLaws(rows).map(
    ({ of, law }) => `${of} grows as hosts ^ ${law.exponent.toFixed(2)} (R² ${law.fit.toFixed(3)})\n`,
  );
  return `${textTable(scalingSheet(rows), style)}${laws.join('')}`;
}

/** The figures that are fitted, with the law of each; none for a figure with fewer than two sizes. */
function powerLaws(rows: readonly ScalingRow[]): readonly { readonly of: string; readonly law: PowerLaw }[] {
  const figures = {
    'first plan, wall': ({ firstPlanSeconds }: ScalingRow) => firstPlanSeconds,
    'first plan, CPU': ({ firstPlanCpuSeconds }: ScalingRow) => firstPlanCpuSeconds,
    'bound iteration': ({ iterationCpuSeconds }: ScalingRow) => iterationCpuSeconds,
    'peak memory': ({ peakRssMib }: ScalingRow) => peakRssMib,
  };
  return Object.entries(figures).flatMap(([of, figure]) => {
    const law = powerLaw(rows.map((row) => ({ size: row.hosts, value: figure(row) ?? 0 })));
    return law === null ? [] : [{ of, law }];
  });
}

/** Least squares on the logarithms; points without a positive value are left out, and null when two sizes do not remain. */
export function powerLaw(points: readonly { readonly size: number; readonly value: number }[]): PowerLaw | null {
  const logs = points.flatMap(({ size, value }) =>
    size > 0 && value > 0 ? [{ x: Math.log(size), y: Math.log(value) }] : [],
  );
  const mean = (of: (log: { x: number; y: number }) => number): number =>
    logs.reduce((sum, log) => sum + of(log), 0) / logs.length;
  const [x, y] = [mean((log) => log.x), mean((log) => log.y)];
  const spread = mean((log) => (log.x - x) ** 2);
  if (logs.length < 2 || spread === 0) return null;
  const exponent = mean((log) => (log.x - x) * (log.y - y)) / spread;
  const left = mean((log) => (log.y - y - exponent * (log.x - x)) ** 2);
  const all = mean((log) => (log.y - y) ** 2);
  return { exponent, factor: Math.exp(y - exponent * x), fit: all === 0 ? 1 : 1 - left / all };
}

const milli = (seconds: number | null): string | null => (seconds === null ? null : seconds.toFixed(4));
