import type { DriverWork } from '../core/latency.ts';
import type { DriverMood, HostRecord, VmRecord } from '../core/model.ts';
import type { Call } from '../rpc/envelope.ts';

/** When a fault strikes: every time unless it says how often, or how likely. */
interface Chance {
  /** 0 … 1, by the seeded dice. */
  readonly probability?: number;
  /** How many times at most. */
  readonly times?: number;
  readonly vm?: number;
}

/** What goes wrong with a call. `carriedOut`: whether the cloud does what it was asked all the same. */
export type CallTrouble =
  | { readonly kind: 'refuse'; readonly code: number; readonly message: string }
  | { readonly kind: 'hang'; readonly carriedOut: boolean }
  | { readonly kind: 'garbage'; readonly body?: string; readonly carriedOut: boolean }
  | { readonly kind: 'close'; readonly carriedOut: boolean }
  | { readonly kind: 'slow'; readonly seconds: number };

export type Fault =
  | (Chance & { readonly kind: 'call'; readonly method?: string; readonly trouble: CallTrouble })
  | (Chance & {
      readonly kind: 'driver';
      readonly work?: DriverWork;
      readonly host?: number;
      readonly mood: DriverMood;
    })
  | (Chance & { readonly kind: 'events' });

/** The faults that are set, and what strikes now. */
export interface Faults {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  readonly ofCall: (call: Call) => CallTrouble | null;
  readonly mood: (work: DriverWork, vm: VmRecord, host: HostRecord | null) => DriverMood;
  readonly dropsEvent: () => boolean;
  /** How often each kind struck so far. */
  readonly struck: Readonly<Record<Fault['kind'], number>>;
}

interface Live {
  readonly fault: Fault;
  left: number;
}

/** `dice` gives numbers from 0 to below 1. */
export function newFaults(dice: () => number): Faults {
  let live: Live[] = [];
  const struck = { call: 0, driver: 0, events: 0 };
  const strikes = <Kind extends Fault['kind']>(
    kind: Kind,
    fits: (fault: Extract<Fault, { kind: Kind }>) => boolean,
  ): Extract<Fault, { kind: Kind }> | null => {
    const hit = live.find(
      ({ fault, left }) =>
        left > 0 &&
        fault.kind === kind &&
        fits(fault as Extract<Fault, { kind: Kind }>) &&
        dice() < (fault.probability ?? 1),
    );
    if (hit === undefined) return null;
    hit.left -= 1;
    struck[kind] += 1;
    return hit.fault as Extract<Fault, { kind: Kind }>;
  };
  return {
    add: (fault) => {
      live.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      live = [];
    },
    ofCall: (call) => strikes('call', (fault) => concerns(fault, call))?.trouble ?? null,
    mood: (work, vm, host) => strikes('driver', (fault) => besets(fault, { work, vm, host }))?.mood ?? 'well',
    dropsEvent: () => strikes('events', () => true) !== null,
    struck,
  };
}

/** `one.vm.deploy` alone, or all that begin so with `one.vm.*`. */
function concerns({ method, vm }: Extract<Fault, { kind: 'call' }>, call: Call): boolean {
  const named =
    method === undefined ||
    (method.endsWith('*') ? call.method.startsWith(method.slice(0, -1)) : call.method === method);
  const place = call.method === 'one.vm.action' ? 2 : 1;
  return named && (vm === undefined || call.args[place]?.value === vm);
}

interface Work {
  readonly work: DriverWork;
  readonly vm: VmRecord;
  readonly host: HostRecord | null;
}

const besets = (fault: Extract<Fault, { kind: 'driver' }>, { work, vm, host }: Work): boolean =>
  (fault.work ?? work) === work && (fault.vm ?? vm.id) === vm.id && (fault.host ?? host?.id) === host?.id;
