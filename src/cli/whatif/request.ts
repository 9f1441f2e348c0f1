import { InputError } from '../../domain/errors.ts';
import { vmId } from '../../domain/ids.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { LeaseAttributes, Vm } from '../../domain/vm.ts';
import { whole } from '../values.ts';
import { fields } from './fields.ts';

const OPTION = '--add-request';
/** Keys that say how large a VM is and how many there are; the others are the lease's own attributes. */
const SIZES = ['n', 'cpu', 'memory', 'name', 'priority'] as const;
const TERMS = ['start', 'not_before', 'deadline', 'duration', 'preemptible', 'weight'] as const;
const MOST_VMS = 1_000;

/** What `--add-request` asks for. */
export interface Request {
  readonly count: number;
  readonly cpuCentis: number;
  readonly memoryMib: number;
  readonly name: string;
  readonly priority: number;
  /** ONEPLAN attributes, upper case. */
  readonly terms: Readonly<Record<string, string>>;
}

/** Reads `cpu=4,memory=8GiB,duration=01:00:00,start=+00:45:00,n=2`. */
export function requestOf(given: string): Request {
  const found = fields(OPTION, given, [...SIZES, ...TERMS]);
  return {
    count: upTo(MOST_VMS, 'n', whole(1)(`${OPTION} n`, found.get('n') ?? '1')),
    cpuCentis: centis(required(found, 'cpu')),
    memoryMib: mib(required(found, 'memory')),
    name: found.get('name') ?? 'what-if',
    priority: whole(0)(`${OPTION} priority`, found.get('priority') ?? '0'),
    terms: Object.fromEntries(
      TERMS.flatMap((key) => (found.has(key) ? [[key.toUpperCase(), found.get(key) as string]] : [])),
    ),
  };
}

/** The VMs of a request, submitted now, with ids above all there are; several are a gang. */
export function requestedVms(snapshot: Snapshot, request: Request): readonly Vm[] {
  const first = snapshot.vms.reduce((highest, { id }) => Math.max(highest, id), -1) + 1;
  return Array.from({ length: request.count }, (_, index) => requestedVm(snapshot, request, first, index));
}

function requestedVm(snapshot: Snapshot, request: Request, first: number, index: number): Vm {
  return {
    id: vmId(first + index),
    name: request.count === 1 ? request.name : `${request.name}-${index + 1}`,
    userId: 0,
    groupId: 0,
    userName: 'what-if',
    groupName: 'what-if',
    state: 1,
    lcmState: 0,
    resched: false,
    lock: null,
    submittedAt: snapshot.takenAt,
    demand: { cpuCentis: request.cpuCentis, memoryMib: request.memoryMib },
    systemDiskMib: 0,
    pci: [],
    pinned: false,
    autoNics: [],
    priority: request.priority,
    requirements: '',
    datastoreRequirements: '',
    rank: null,
    vmGroup: null,
    lease: attributesOf(request, first),
    deliveredBeforeSeconds: 0,
    told: null,
    scheduled: [],
    stay: null,
    hosts: [],
    ranks: null,
    datastores: systemDatastores(snapshot),
  };
}

/** It requires none in particular: those with most room first. */
const systemDatastores = ({ datastores }: Snapshot): Vm['datastores'] =>
  datastores
    .filter(({ kind, enabled }) => kind === 'system' && enabled)
    .toSorted((a, b) => b.freeMib - a.freeMib || a.id - b.id)
    .map(({ id }) => id);

function attributesOf({ count, terms }: Request, first: number): LeaseAttributes {
  const gang = { GROUP: `what-if-${first}`, GROUP_SIZE: String(count) };
  return { dialect: 'ONEPLAN', values: count === 1 ? terms : { ...terms, ...gang } };
}

function required(found: ReadonlyMap<string, string>, key: string): string {
  const value = found.get(key);
  if (value !== undefined) return value;
  throw new InputError(OPTION, `${key} is missing`, 'Write at least cpu=1,memory=2GiB.');
}

function upTo(most: number, key: string, value: number): number {
  if (value <= most) return value;
  throw new InputError(OPTION, `${key} is at most ${most}, found ${value}`, 'Ask for fewer.');
}

/** Cores as OpenNebula counts them: hundredths, cut off in single precision. */
function centis(given: string): number {
  const value = /^\d+(\.\d+)?$/.test(given) ? Math.trunc(Math.fround(Math.fround(Number(given)) * 100)) : 0;
  if (value > 0 && value < 1e9) return value;
  throw new InputError(OPTION, `expected cores above 0, found cpu=${given}`, 'Write cpu=0.5 or cpu=4.');
}

const MIB: Readonly<Record<string, number>> = { m: 1, g: 1_024, t: 1_048_576 };

function mib(given: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([mgt])(?:i?b)?$/i.exec(given) ?? [];
  const value = Math.ceil(Number(digits) * (MIB[unit?.toLowerCase() ?? ''] ?? Number.NaN));
  if (value > 0 && value < 2 ** 40) return value;
  throw new InputError(OPTION, `expected memory with its unit, found memory=${given}`, 'Write memory=8GiB or 512MiB.');
}
