import type { VerdictCode } from '../domain/verdict.ts';
import { VM_STATES, type Vm } from '../domain/vm.ts';
import { LCM_STATES, type TreatmentKind } from './lcm-states.ts';

/** How long a VM that no job stands for holds its room. */
export type RoomHeld = 'none' | 'until-gone' | 'until-lease-ends' | 'on';

/** One defined treatment of a VM. */
export interface Treatment {
  readonly kind: TreatmentKind;
  /** OpenNebula's name of its state: `PENDING`, or the LCM state when it is ACTIVE. */
  readonly state: string;
  readonly room: RoomHeld;
  /** What is said about it when it is left alone; null when there is nothing to say. */
  readonly code: VerdictCode | null;
}

/** The treatment of a VM in its present state; a state unknown to OpenNebula 7.4 counts as an action under way. */
export function treatmentOf({ state, lcmState }: Pick<Vm, 'state' | 'lcmState'>): Treatment {
  if (state === ACTIVE) {
    const [name, kind] = LCM_STATES[lcmState] ?? [`LCM_STATE ${lcmState}`, 'working'];
    return { kind, state: name, ...CONSEQUENCES[kind] };
  }
  const kind = STATE_KINDS[state] ?? 'working';
  const name = VM_STATES[state as keyof typeof VM_STATES] ?? `STATE ${state}`;
  return { kind, state: name, ...CONSEQUENCES[kind] };
}

const ACTIVE = 3;

const STATE_KINDS: Readonly<Record<number, TreatmentKind>> = {
  0: 'released',
  1: 'waiting',
  2: 'held',
  4: 'stopped',
  5: 'suspended',
  6: 'gone',
  7: 'failed',
  8: 'powered-off',
  9: 'stopped',
  10: 'released',
  11: 'failed-away',
};

const CONSEQUENCES: Readonly<Record<TreatmentKind, Pick<Treatment, 'room' | 'code'>>> = {
  waiting: { room: 'none', code: null },
  held: { room: 'none', code: 'Hold' },
  stopped: { room: 'none', code: 'OwnerStopped' },
  running: { room: 'on', code: null },
  unknown: { room: 'on', code: null },
  suspended: { room: 'on', code: 'OwnerStopped' },
  'powered-off': { room: 'on', code: 'OwnerStopped' },
  arriving: { room: 'until-lease-ends', code: 'InFlight' },
  working: { room: 'until-lease-ends', code: 'InFlight' },
  migrating: { room: 'until-lease-ends', code: 'InFlight' },
  parking: { room: 'on', code: 'InFlight' },
  leaving: { room: 'until-gone', code: 'InFlight' },
  released: { room: 'none', code: 'InFlight' },
  failed: { room: 'on', code: 'Failed' },
  'failed-away': { room: 'none', code: 'Failed' },
  gone: { room: 'none', code: null },
};
