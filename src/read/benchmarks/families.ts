import type { BenchInstance } from '../../domain/benchmark.ts';
import { readBpp } from './bpp.ts';
import { readBtrplaceInstance } from './btrplace.ts';
import { readCloudBalancing } from './cloudbalancing.ts';
import { readEpoch } from './epochs.ts';
import { readGapInstance } from './gap.ts';
import { readRcpsp } from './rcpsp.ts';
import { readRoadef } from './roadef.ts';

/** A set of instances in one format. */
export interface Family {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** Names of files that are instances of it: what is run of a folder. */
  readonly files: RegExp;
  /** Where its instances are in `fixtures/instances`. */
  readonly folder: string;
  /** Throws an `InputError` that names the file, the place and the remedy. */
  readonly read: (file: string) => Promise<BenchInstance>;
}

/** Everything `oneplan bench` can read, in the order in which it is run. */
export const FAMILIES: readonly Family[] = [
  { name: 'epochs', about: 'bare planning problems', files: /\.json(\.gz)?$/, folder: '.', read: readEpoch },
  { name: 'gap', about: 'generalised assignment', files: /^(?!LICENSE).*\.txt$/, folder: 'gap', read: readGapInstance },
  {
    name: 'roadef',
    about: 'machine reassignment',
    files: /^model_.*\.txt(\.gz)?$/,
    folder: 'roadef',
    read: readRoadef,
  },
  {
    name: 'cloudbalancing',
    about: 'processes on the cheapest computers',
    files: /\.json$/,
    folder: 'cloudbalancing',
    read: readCloudBalancing,
  },
  { name: 'bpp', about: 'bin packing', files: /^(?!LICENSE).*\.txt$/, folder: 'bpp', read: readBpp },
  { name: 'rcpsp', about: 'projects under scarce resources', files: /\.rcp$/, folder: 'rcpsp', read: readRcpsp },
  {
    name: 'btrplace',
    about: 'repair and evacuation with moves in order',
    files: /\.json(\.gz)?$/,
    folder: 'btrplace',
    read: readBtrplaceInstance,
  },
];
