import type { WorkloadTerms } from '../../domain/workload.ts';
import { gangMaker, MAX_GANG } from './gangs.ts';
import type { Draft, Item, ItemReader } from './item.ts';
import { lineReader } from './lines.ts';

const COLUMNS = 10;

/**
 * Haizea's text form of leases: arrival, start (−1 is best effort), duration, real duration, nodes, CPUs, memory MB,
 * disk MB, image, image MB. Requests are numbered from 1, in the order of lines that are not empty.
 */
export function textLwfReader(file: string): ItemReader {
  const gang = gangMaker();
  let id = 0;
  return lineReader(file, (line, number): readonly Item[] => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    id += 1;
    const place = `line ${number}`;
    const draft = draftOf(line.trim().split(/\s+/), String(id), gang);
    return [
      typeof draft === 'string' ? { kind: 'malformed', reason: draft, place } : { kind: 'request', draft, place },
    ];
  });
}

function draftOf(fields: readonly string[], id: string, gang: ReturnType<typeof gangMaker>): Draft | string {
  if (fields.length !== COLUMNS) return `expected ${COLUMNS} columns, found ${fields.length}`;
  const numbers = [...fields.slice(0, 8), fields[9]].map(Number) as [number, number, number, number, ...number[]];
  const [submit, start, duration, real, nodes = 0, cpus = 0, memoryMib = 0, , imageMib = 0] = numbers;
  if (!numbers.every(Number.isSafeInteger)) return 'expected whole numbers';
  if (submit < 0 || duration <= 0 || real <= 0 || imageMib < 0) return 'a time or a size below zero';
  if (nodes < 1 || nodes > MAX_GANG || cpus < 0 || memoryMib < 0) return 'nodes, CPUs or memory out of range';
  return {
    id,
    submitSeconds: submit,
    terms: termsOf(start),
    vms: gang(nodes, { cpuCentis: cpus * 100, memoryMib }),
    durationSeconds: duration,
    realSeconds: real,
    preemptible: 'unsaid',
    weight: 1,
    user: null,
    image: imageOf(fields[8] ?? '', imageMib),
    hosts: null,
    extras: {},
  };
}

const termsOf = (start: number): WorkloadTerms =>
  start < 0 ? { kind: 'best-effort', notBefore: null } : { kind: 'advance-reservation', startAt: start };

function imageOf(text: string, sizeMib: number): Draft['image'] {
  const name = text.replace(/^'(.*)'$/, '$1');
  return name === '' || /^none(\.img)?$/i.test(name) ? null : { name, sizeMib };
}

/** Ten columns, all numbers but the ninth. */
export function looksLikeTextLwf(start: string): boolean {
  const line = start.split('\n').find((each) => each.trim() !== '' && !each.startsWith('#')) ?? '';
  const fields = line.trim().split(/\s+/);
  return fields.length === COLUMNS && fields.every((field, index) => index === 8 || /^-?\d+$/.test(field));
}
