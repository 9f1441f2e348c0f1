import { type Cell, type Sheet, sheet } from '../sheet.ts';
import { type TextStyle, textTable } from '../text-table.ts';
import { amount, counted, memory, percent, span } from '../words.ts';
import type { Spread } from './spread.ts';
import type { KindStats, WorkloadStats } from './stats.ts';

/** One row a kind of lease. */
export const kindSheet = ({ kinds }: WorkloadStats): Sheet =>
  sheet<KindStats>(
    'Kinds',
    [
      { name: 'KIND', about: 'terms of the leases', left: true, cell: ({ kind }) => kind },
      { name: 'REQUESTS', about: 'leases of it', cell: ({ requests }) => requests },
      { name: 'VMS', about: 'of them all', cell: ({ vms }) => vms },
      { name: 'PREEMPTIBLE', about: 'leases that may be paused', cell: ({ preemptible }) => preemptible },
      { name: 'CORE_HOURS', about: 'of real run times', cell: ({ coreHours }) => coreHours.toFixed(1) },
      { name: 'RUN_P50', about: 'median real run time, seconds', cell: ({ runSeconds }) => runSeconds.median },
      { name: 'RUN_P99', about: 'so long that 1 % run longer, seconds', cell: ({ runSeconds }) => runSeconds.p99 },
    ],
    kinds,
  );

/** How sizes and times are spread. */
const spreadSheet = (stats: WorkloadStats): Sheet =>
  sheet<readonly [string, Spread, (value: number) => string]>(
    'Spread',
    [
      { name: 'OF', about: 'what is spread', left: true, cell: ([name]) => name },
      ...(['mean', 'min', 'p10', 'median', 'p90', 'p99', 'max'] as const).map((figure) => ({
        name: figure.toUpperCase(),
        about: figure,
        cell: ([, spread, words]: readonly [string, Spread, (value: number) => string]): Cell => {
          const value = spread[figure];
          return value === null ? null : words(value);
        },
      })),
    ],
    [
      ['VMs of a request', stats.vmsPerRequest, plain],
      ['cores of a VM', stats.coresPerVm, plain],
      ['memory of a VM', stats.memoryMibPerVm, memory],
      ['run time', stats.runSeconds, span],
      ['time asked for', stats.askedSeconds, span],
      ['run time over time asked for', stats.accuracy, percent],
      ['time between arrivals', stats.secondsBetweenArrivals, span],
      ['notice of reservations', stats.noticeSeconds, span],
      ['slack of deadlines', stats.slack, percent],
    ],
  );

const plain = (value: number): string => (Number.isInteger(value) ? amount(value) : value.toFixed(2));

/** A workload in figures, for people. */
export function statsText(stats: WorkloadStats, style: TextStyle): string {
  const head = `${stats.name}: ${counted(stats.requests, 'request')}, ${counted(stats.vms, 'VM')}, submitted within ${span(stats.submitSpanSeconds)}`;
  return [
    `${head}\n${loadLine(stats)}\n`,
    textTable(kindSheet(stats), style),
    textTable(spreadSheet(stats), style),
    `${hoursLine(stats.arrivalsByHour)}\n${estimateLine(stats)}`,
    tallyText('Left out', stats.leftOut) + tallyText('Read otherwise than written', stats.adjusted),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function loadLine({ hosts, offeredLoad }: WorkloadStats): string {
  if (hosts === null) return 'no hosts are named: give --hosts for the offered load';
  const cluster = `${counted(hosts.count, 'host')}, ${amount(hosts.cores)} cores, ${memory(hosts.memoryMib)}`;
  if (offeredLoad === null) return `${cluster}; no offered load: all is submitted at once`;
  return `${cluster}; offered load ${percent(offeredLoad.cpu)} of CPU, ${percent(offeredLoad.memory)} of memory`;
}

/** From quiet to busy. */
const BARS = ' ▁▂▃▄▅▆▇█';

function hoursLine(hours: readonly number[]): string {
  const most = Math.max(1, ...hours);
  const bars = hours.map((count) => BARS[Math.ceil((count / most) * (BARS.length - 1))] ?? ' ').join('');
  return `Arrivals by hour of the day, 0 to 23: ${bars}| most in one hour: ${amount(most)}`;
}

const estimateLine = ({ overruns, accuracy, endless }: WorkloadStats): string =>
  `${amount(overruns)} of ${amount(accuracy.count)} run longer than asked; ${amount(endless)} run without end\n`;

function tallyText(title: string, entries: WorkloadStats['leftOut']): string {
  if (entries.length === 0) return '';
  const lines = entries.map(
    ({ count, reason, examples }) =>
      `  ${amount(count)} × ${reason} (${examples.join(', ')}${count > examples.length ? ', …' : ''})\n`,
  );
  return `${title}:\n${lines.join('')}`;
}
