import { drawOf } from '../benchmarks/draw.ts';
import { csvReader } from './csv-lines.ts';
import { gangMaker } from './gangs.ts';
import type { Draft, Item, ItemReader } from './item.ts';
import type { WorkloadOptions } from './options.ts';
import { spreadSeed } from './spread-seed.ts';

export const AZURE_HEADER = 'vm,arrival_s,batch,cores,mem_gib,dur_min_s,dur_max_s,censored';

/** One creation. Seconds; `most` is null where the VM was still running when the record ended. */
interface Creation {
  readonly vm: string;
  readonly arrival: number;
  readonly batch: string;
  readonly cores: number;
  readonly memoryMib: number;
  readonly least: number;
  readonly most: number | null;
}

/**
 * VM creations of Azure's 2017 trace. Of run times only bounds are recorded: each is drawn between them, by the seed
 * and the VM's number, so that a window draws as the whole does. Nobody said how long a VM would run.
 */
export function azure2017Reader(file: string, { seed, batches }: WorkloadOptions): ItemReader {
  const singles = csvReader(file, (fields, number): readonly Item[] => {
    const place = `line ${number}`;
    if (number === 1 && fields.join() === AZURE_HEADER) return [];
    const creation = creationOf(fields);
    if (typeof creation === 'string') return [{ kind: 'malformed', reason: creation, place }];
    return [{ kind: 'request', ...requestOf(creation, seed), place }];
  });
  return batches === 'singles' ? singles : gangsOf(singles);
}

function creationOf(fields: readonly string[]): Creation | string {
  if (fields.length !== 8) return `expected 8 columns, found ${fields.length}`;
  const [vm, arrival, batch, cores, memGib, least] = fields.slice(0, 6).map(Number) as [number, number, ...number[]];
  const most = fields[6] === '' ? null : Number(fields[6]);
  const numbers = [vm, arrival, batch, cores, memGib, least, most ?? 0];
  if (!numbers.every((value) => Number.isFinite(value))) return 'expected numbers';
  if (numbers.some((value) => (value as number) < 0)) return 'a number below zero';
  if (!(cores !== undefined && cores > 0) || (most !== null && most < (least ?? 0))) return 'bounds that can not be';
  return {
    vm: String(vm),
    arrival: Math.floor(arrival),
    batch: String(batch),
    cores,
    memoryMib: Math.ceil((memGib ?? 0) * 1_024),
    least: Math.ceil(least ?? 0),
    most: fields[7] === '1' ? null : most,
  };
}

const CENSORED = 'still ran when the record ended: taken to end then';

const vmsOf = gangMaker();

function requestOf(creation: Creation, seed: number): { readonly draft: Draft; readonly adjusted: readonly string[] } {
  const { vm, arrival, batch, cores, memoryMib, least, most } = creation;
  const drawn = most === null || most === least ? least : drawOf(spreadSeed(seed, Number(vm))).between(least, most);
  const draft: Draft = {
    id: vm,
    submitSeconds: arrival,
    terms: { kind: 'best-effort', notBefore: null },
    vms: vmsOf(1, { cpuCentis: Math.ceil(cores * 100), memoryMib }),
    durationSeconds: 'unsaid',
    realSeconds: Math.max(1, drawn),
    preemptible: 'unsaid',
    weight: 1,
    user: null,
    image: null,
    hosts: null,
    extras: { batch },
  };
  return { draft, adjusted: most === null ? [CENSORED] : [] };
}

/** Creations of one batch, which follow each other, as one request; it runs as long as its longest member. */
function gangsOf(singles: ItemReader): ItemReader {
  let open: Extract<Item, { kind: 'request' }> | null = null;
  function* join(items: Iterable<Item>): Generator<Item> {
    for (const item of items) {
      const joined = joinedOf(open, item);
      if (joined === null && open !== null) yield open;
      if (joined === null && item.kind !== 'request') yield item;
      open = joined ?? (item.kind === 'request' ? gangStart(item) : null);
    }
  }
  return {
    feed: (text) => join(singles.feed(text)),
    *end() {
      yield* join(singles.end());
      if (open !== null) yield open;
    },
  };
}

type Found = Extract<Item, { kind: 'request' }>;

const gangStart = (item: Found): Found => ({
  ...item,
  draft: { ...item.draft, id: `batch${item.draft.extras.batch}` },
});

function joinedOf(open: Found | null, item: Item): Found | null {
  if (open === null || item.kind !== 'request' || item.draft.extras.batch !== open.draft.extras.batch) return null;
  const [a, b] = [open.draft, item.draft];
  const draft = { ...a, vms: [...a.vms, ...b.vms], realSeconds: Math.max(a.realSeconds ?? 0, b.realSeconds ?? 0) };
  return { ...open, draft, adjusted: [...new Set([...(open.adjusted ?? []), ...(item.adjusted ?? [])])] };
}
