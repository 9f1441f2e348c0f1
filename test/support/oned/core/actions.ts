import { type Answer, CODE, error, ok } from './answer.ts';
import { begin } from './machine.ts';
import { type Cloud, lastStay, type Step, type UserRecord, type VmRecord } from './model.ts';
import { touchVm } from './room.ts';
import { cleanRoute, jumpRoute, leaveRoute, pauseRoute, resumeRoute, vanishRoute } from './routes.ts';
import { phaseOf, VM_STATE } from './states.ts';

/** Somebody asks for something now. */
export interface Asking {
  readonly user: UserRecord;
  readonly now: number;
}

/** Steps of an action that this phase allows; `done` when it is legal and needs none; null when it is not legal. */
type Rule = (cloud: Cloud, vm: VmRecord, user: UserRecord) => readonly Step[] | 'done' | null;

const RULES: Readonly<Record<string, Rule>> = {
  hold: (_cloud, vm) => (phaseOf(vm) === 'PENDING' ? jumpRoute('HOLD') : null),
  release: (_cloud, vm) => (phaseOf(vm) === 'HOLD' ? jumpRoute('PENDING') : null),
  suspend: (cloud, vm, user) => (runs(vm) ? pauseRoute(cloud, vm, { action: 'suspend', user }) : null),
  poweroff: (cloud, vm, user) => (runs(vm) ? pauseRoute(cloud, vm, { action: 'poweroff', user }) : null),
  'poweroff-hard': (cloud, vm, user) =>
    runs(vm) || phaseOf(vm) === 'SHUTDOWN_POWEROFF' ? pauseRoute(cloud, vm, { action: 'poweroff-hard', user }) : null,
  stop: (cloud, vm, user) => {
    const atRest = phaseOf(vm) === 'SUSPENDED';
    return runs(vm) || atRest ? leaveRoute(cloud, vm, 'stop', { action: 'stop', user, atRest }) : null;
  },
  undeploy: (cloud, vm, user) => {
    const atRest = phaseOf(vm) === 'POWEROFF';
    return runs(vm) || atRest ? leaveRoute(cloud, vm, 'undeploy', { action: 'undeploy', user, atRest }) : null;
  },
  'undeploy-hard': (cloud, vm, user) => {
    const atRest = phaseOf(vm) === 'POWEROFF';
    const legal = runs(vm) || atRest || phaseOf(vm) === 'SHUTDOWN_UNDEPLOY';
    return legal ? leaveRoute(cloud, vm, 'undeploy', { action: 'undeploy-hard', user, atRest }) : null;
  },
  resume: (cloud, vm, user) => {
    const phase = phaseOf(vm);
    if (phase === 'SUSPENDED' || phase === 'POWEROFF') return resumeRoute(cloud, vm, phase, user);
    return phase === 'STOPPED' || phase === 'UNDEPLOYED' ? jumpRoute('PENDING') : null;
  },
  reboot: (_cloud, vm) => (runs(vm) ? 'done' : null),
  'reboot-hard': (_cloud, vm) => (runs(vm) ? 'done' : null),
  resched: (cloud, vm) => flagged(cloud, vm, true),
  unresched: (cloud, vm) => flagged(cloud, vm, false),
  terminate: (cloud, vm, user) => ended(cloud, vm, { action: 'terminate', user }),
  'terminate-hard': (cloud, vm, user) => ended(cloud, vm, { action: 'terminate-hard', user }),
};

const runs = (vm: VmRecord): boolean => phaseOf(vm) === 'RUNNING' || phaseOf(vm) === 'UNKNOWN';

function flagged(cloud: Cloud, vm: VmRecord, resched: boolean): 'done' | null {
  if (!runs(vm) && phaseOf(vm) !== 'POWEROFF') return null;
  vm.resched = resched;
  touchVm(cloud, vm);
  return 'done';
}

type EndCause = { readonly action: 'terminate' | 'terminate-hard'; readonly user: UserRecord };

function ended(cloud: Cloud, vm: VmRecord, cause: EndCause): ReturnType<Rule> {
  const phase = phaseOf(vm);
  if (phase === 'DONE') return 'done';
  if (runs(vm)) return leaveRoute(cloud, vm, 'terminate', { ...cause, atRest: false });
  if (phase === 'SUSPENDED' || phase === 'POWEROFF')
    return leaveRoute(cloud, vm, 'terminate', { ...cause, atRest: true });
  if (vm.state !== VM_STATE.ACTIVE) return vanishRoute();
  if (phase.endsWith('_FAILURE')) return cleanRoute(cloud, vm, { ...cause, action: 'terminate' }, 'DONE');
  return phase === 'SHUTDOWN' && cause.action === 'terminate-hard'
    ? leaveRoute(cloud, vm, 'terminate', { ...cause, atRest: false })
    : null;
}

/** one.vm.action: accepted means begun. Answers the VM's id. */
export function act(cloud: Cloud, vm: VmRecord, action: string, { user, now }: Asking): Answer<number> {
  const rule = Object.hasOwn(RULES, action) ? RULES[action] : undefined;
  if (rule === undefined) return error(CODE.action, `Action "${action}" is not supported`);
  const phase = phaseOf(vm);
  const steps = rule(cloud, vm, user);
  const refusal = steps === null ? `Error performing action "${action}": ${whyNot(vm, action)}` : null;
  cloud.audit.asked.push({ at: now, vm: vm.id, action, user: user.name, phase, refusal, illegal: refusal !== null });
  if (refusal !== null || steps === null) return error(CODE.action, refusal ?? '');
  if (steps !== 'done') begin(cloud, vm, steps, now);
  return ok(vm.id);
}

function whyNot(vm: VmRecord, action: string): string {
  return action.startsWith('terminate')
    ? `Could not terminate VM ${vm.id}, wrong state ${phaseOf(vm)}.`
    : `This action is not available for state ${phaseOf(vm)}`;
}

/** True for a VM whose last stay ended by this kind of leaving, so that a deploy goes on from what it left. */
export function deployFrom(vm: VmRecord): 'fresh' | 'stopped' | 'undeployed' {
  const action = lastStay(vm)?.action;
  if (action === 9) return 'stopped';
  return action === 5 || action === 6 ? 'undeployed' : 'fresh';
}
