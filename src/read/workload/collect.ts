import { InputError } from '../../domain/errors.ts';
import type { LeftOut, Workload, WorkloadHost, WorkloadRequest } from '../../domain/workload.ts';
import { applyOptions } from './apply.ts';
import type { Draft, Item } from './item.ts';
import type { WorkloadOptions } from './options.ts';
import { tally } from './tally.ts';

/** A workload as read, with what was read otherwise than written. */
export interface WorkloadReading extends Workload {
  readonly adjusted: readonly LeftOut[];
}

/** Takes what a reader finds, keeps what the options want, and makes the workload of it. */
export interface Collector {
  add(item: Item): void;
  /** Nothing more can be wanted. */
  done(): boolean;
  finish(name: string): WorkloadReading;
}

const MAX_REQUESTS = 1_000_000;
const MAX_VMS = 20_000_000;
/** Submits ascend in nearly every file; after so many in a row that are past the window, the rest is past it too. */
const PAST_IN_A_ROW = 100_000;
/** So many malformed lines, and none that is good: it is another format. */
const HOPELESS = 1_000;

/** `origin` says what the source's time 0 is: its own, or the submit of its first request. */
export function collector(source: string, origin: 'zero' | 'first', options: WorkloadOptions): Collector {
  const requests: WorkloadRequest[] = [];
  const ids = new Set<string>();
  const [leftOut, malformed, adjusted] = [tally(), tally(), tally()];
  let hosts: readonly WorkloadHost[] | null = null;
  let about: Extract<Item, { kind: 'about' }> | null = null;
  let zero: number | null = origin === 'zero' ? 0 : null;
  let [read, vms, pastInARow] = [0, 0, 0];

  const addRequest = (draft: Draft, place: string, changes: readonly string[]): void => {
    read += 1;
    zero ??= draft.submitSeconds;
    const since = draft.submitSeconds - zero;
    const past = options.untilSeconds !== null && since >= options.untilSeconds;
    pastInARow = past ? pastInARow + 1 : 0;
    if (past) leftOut.add('submitted after the window', place);
    else if (since < options.fromSeconds) leftOut.add('submitted before the window', place);
    else if (ids.has(draft.id)) leftOut.add('its id was there before', place);
    else {
      for (const change of changes) adjusted.add(change, place);
      keep(applyOptions(draft, zero + options.fromSeconds, options, (reason) => adjusted.add(reason, place)));
    }
  };
  const keep = (request: WorkloadRequest): void => {
    vms += request.vms.length;
    if (requests.length >= MAX_REQUESTS || vms > MAX_VMS) throw tooMany(source, requests.length);
    ids.add(request.id);
    requests.push(request);
  };

  return {
    add(item) {
      if (item.kind === 'request') addRequest(item.draft, item.place, item.adjusted ?? []);
      else if (item.kind === 'hosts') hosts = item.hosts;
      else if (item.kind === 'about') about = item;
      else (item.kind === 'malformed' ? malformed : leftOut).add(item.reason, item.place);
      if (read === 0 && malformed.count() >= HOPELESS) throw anotherFormat(source, malformed.all());
    },
    done: () => (options.limit !== null && requests.length >= options.limit) || pastInARow >= PAST_IN_A_ROW,
    finish(name) {
      if (malformed.count() > read + leftOut.count()) throw anotherFormat(source, malformed.all());
      if (read === 0 && leftOut.count() === 0) throw nothing(source);
      requests.sort((a, b) => a.submitSeconds - b.submitSeconds);
      return {
        name: about?.name ?? name,
        hosts,
        requests,
        leftOut: [...(about?.leftOut ?? []), ...leftOut.all(), ...malformed.all()],
        adjusted: [...(about?.adjusted ?? []), ...adjusted.all()],
      };
    },
  };
}

function anotherFormat(source: string, [first]: readonly LeftOut[]): InputError {
  const place = first?.examples[0] ?? 'the start';
  const remedy = 'Check the file, or name its format: lwf:, lwft:, swf:, azure2017:, alibaba2023:, json:.';
  return new InputError(source, `${first?.reason ?? 'can not be read'} at ${place}`, remedy);
}

const tooMany = (source: string, requests: number): InputError =>
  new InputError(
    source,
    `more than ${requests} requests, or ${MAX_VMS} VMs, in the window`,
    'Read a part of it, with --from, --until or --limit.',
  );

const nothing = (source: string): InputError =>
  new InputError(source, 'no request in it', 'Check the file, and that it is whole.');
