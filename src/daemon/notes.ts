import type { VmId } from '../domain/ids.ts';
import type { Forecast, Plan, ReasonCode } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Vm } from '../domain/vm.ts';
import type { Attributes } from '../ports.ts';

/** What the owner of a VM was told last. */
export interface Told {
  readonly state: string;
  /** Null when it was told before this process began. */
  readonly code: ReasonCode | null;
  readonly startAt: number | null;
  /** Unix seconds. */
  readonly at: number;
}

/** A message to the owner of one VM. */
export interface Note {
  readonly vm: VmId;
  readonly attributes: Attributes;
  readonly told: Told;
}

/** What messages are made from. */
export interface Occasion {
  readonly plan: Plan;
  readonly policy: Policy;
  /** With the work that VMs have delivered, as far as this process knows it. */
  readonly snapshot: Snapshot;
  /** DELIVERED as it stands in each VM's own attributes. */
  readonly noted: ReadonlyMap<VmId, number>;
  /** By this process; else what stands in the VM's own attributes. */
  readonly told: ReadonlyMap<VmId, Told>;
  /** VMs on which an action is under way: what is foreseen for them is about to change. */
  readonly busy: ReadonlySet<VmId>;
}

/**
 * What owners are to be told: of every VM that waits, the reason and the predicted start; of one they were told about,
 * that it runs now. Only what is new: another state or reason, or a start that moved by more than a slot and a tenth of
 * the wait. News of the same kind comes once in a slot at most. The most important first.
 */
export function notesOf(occasion: Occasion): readonly Note[] {
  const vms = new Map(occasion.snapshot.vms.map((vm) => [vm.id, vm]));
  const notes = occasion.plan.forecasts.flatMap((forecast) =>
    forecast.vms.flatMap((id) => {
      const vm = vms.get(id);
      return vm === undefined || occasion.busy.has(id) ? [] : noteFor(vm, forecast, occasion);
    }),
  );
  return notes.toSorted((a, b) => rank(a) - rank(b));
}

const IMPORTANCE: readonly string[] = ['paused', 'runs', 'refused', 'waits', 'untouched', 'starts'];
const rank = ({ told }: Note): number => IMPORTANCE.indexOf(told.state);

function noteFor(vm: Vm, forecast: Forecast, { plan, policy, noted, told }: Occasion): readonly Note[] {
  const before = told.get(vm.id) ?? readIn(vm);
  const isComing = forecast.outcome === 'runs' && !isSteady(vm);
  if (isComing || forecast.reasonCode === 'InFlight') return []; // on its way somewhere: that is told when it is there
  const counted = isSteady(vm) && deliveredOf(vm) !== (noted.get(vm.id) ?? 0);
  const isNews = before === undefined ? concernsOwner(forecast) : differs(before, forecast, plan.now, policy);
  if (!counted && !isNews) return [];
  const { outcome: state, reasonCode: code, startAt } = forecast;
  return [{ vm: vm.id, attributes: attributesOf(vm, forecast, before), told: { state, code, startAt, at: plan.now } }];
}

/** What another process told its owner: that was some time ago. */
const readIn = ({ told }: Vm): Told | undefined => (told === null ? undefined : { ...told, code: null, at: 0 });

/** Whoever waits is told, and whose VM failed; not who stopped his VM himself, nor whose VM simply runs. */
function concernsOwner({ outcome, reasonCode }: Forecast): boolean {
  if (outcome === 'untouched') return reasonCode === 'Failed' || reasonCode === 'Unsupported';
  return outcome !== 'runs';
}

function differs(before: Told, { outcome, reasonCode, startAt }: Forecast, now: number, policy: Policy): boolean {
  if (outcome !== before.state) return true;
  if (outcome === 'runs' || now - before.at < policy.time.slotSeconds) return false;
  const isElse = before.code !== null && reasonCode !== before.code && outcome !== 'starts'; // who starts cares for when, not why then
  return isElse || movedFar(before.startAt, startAt, now, policy.time.slotSeconds);
}

function movedFar(before: number | null, startAt: number | null, now: number, slotSeconds: number): boolean {
  if (before === null || startAt === null) return before !== startAt;
  return Math.abs(startAt - before) > Math.max(slotSeconds, (startAt - now) / 10);
}

/** Accounts are below zero while only a boot is counted out; whoever reads the VM's attributes need not know. */
const deliveredOf = ({ deliveredBeforeSeconds }: Vm): number => Math.max(0, deliveredBeforeSeconds);

/** While it boots or is saved, its account moves with every second. */
const isSteady = ({ state, lcmState }: Vm): boolean => state !== ACTIVE || lcmState === RUNNING;
const ACTIVE = 3;
const RUNNING = 3;

/** Attributes are replaced whole, so every message repeats what was delivered. */
function attributesOf(vm: Vm, forecast: Forecast, before: Told | undefined): Attributes {
  const { outcome, reason, startAt } = forecast;
  const status = {
    STATE: outcome,
    REASON: reason.slice(0, LONGEST_REASON),
    ...(startAt === null ? {} : { START: new Date(startAt * 1000).toISOString().replace('.000', '') }),
    ...(deliveredOf(vm) > 0 ? { DELIVERED: String(deliveredOf(vm)) } : {}),
  };
  return { ONEPLAN_STATUS: status, ...schedMessage(forecast, before) };
}

const LONGEST_REASON = 300;

/** Where OpenNebula's own scheduler says why a VM waits, and its web page shows it; taken back when it is no longer so. */
function schedMessage({ outcome, reason }: Forecast, before: Told | undefined): Attributes {
  if (isStuck(outcome)) return { SCHED_MESSAGE: `oneplan: ${reason.slice(0, LONGEST_REASON)}` };
  return before !== undefined && isStuck(before.state) ? { SCHED_MESSAGE: '' } : {};
}

const isStuck = (outcome: string): boolean => outcome === 'waits' || outcome === 'refused';
