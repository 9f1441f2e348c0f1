import { isPlannable } from '../../domain/host.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { VM_STATES, type Vm } from '../../domain/vm.ts';
import type { PlannedAction } from './plan-document.ts';

/** How a plan stands to the present: what an earlier run has done already, and what no longer holds. */
export interface Standing {
  readonly already: ReadonlySet<string>;
  /** One line each; none when the plan may be carried out. */
  readonly stale: readonly string[];
}

/** Holds each action against the cloud as it is now. What the plan itself has changed since is no reason to refuse it. */
export function standingOf(actions: readonly PlannedAction[], snapshot: Snapshot): Standing {
  const already = new Set<string>();
  const stale: string[] = [];
  const seen = new Set<number>();
  const own = new Set(actions.map(({ vm }) => vm));
  for (const action of actions) {
    const vm = snapshot.vms.find(({ id }) => id === action.vm) ?? null;
    if (isDone(action, vm)) already.add(action.id);
    else if (!seen.has(action.vm)) stale.push(...vmTroubles(action, vm));
    seen.add(action.vm);
    if (arrives(action) && !already.has(action.id)) stale.push(...hostTroubles(action, own, snapshot));
  }
  return { already, stale: [...new Set(stale)] };
}

const arrives = ({ operation }: PlannedAction): boolean => ['deploy', 'migrate', 'live-migrate'].includes(operation);

/** It is where the action leads to, and was not when the plan was made. */
function isDone({ operation, host, premise }: PlannedAction, vm: Vm | null): boolean {
  if (vm === null) return operation === 'terminate';
  const isRunning = vm.state === 3 && vm.lcmState === 3;
  switch (operation) {
    case 'deploy':
    case 'migrate':
    case 'live-migrate':
      return isRunning && vm.stay?.host === host && !(premise.vmState === 3 && premise.vmHost === host);
    case 'resume':
      return isRunning && premise.vmState !== 3;
    case 'stop':
      return vm.state === 4 && premise.vmState !== 4;
    case 'suspend':
      return vm.state === 5 && premise.vmState !== 5;
    case 'undeploy':
      return vm.state === 9 && premise.vmState !== 9;
    case 'poweroff':
      return vm.state === 8 && premise.vmState !== 8;
    case 'terminate':
      return vm.state === 6;
  }
}

function vmTroubles({ vm: id, vmName, premise }: PlannedAction, vm: Vm | null): readonly string[] {
  const who = `VM ${id} (${vmName})`;
  if (vm === null) return [`${who} is gone`];
  if (vm.lock !== null) return [`${who} is locked`];
  if (vm.state !== premise.vmState || vm.lcmState !== premise.vmLcmState) {
    return [`${who} is ${named(vm.state, vm.lcmState)}, it was ${named(premise.vmState, premise.vmLcmState)}`];
  }
  const host = vm.stay?.host ?? null;
  return host === premise.vmHost ? [] : [`${who} is on host ${host}, it was on ${premise.vmHost}`];
}

function hostTroubles(
  { host: id, hostName, premise }: PlannedAction,
  own: ReadonlySet<number>,
  { hosts }: Snapshot,
): readonly string[] {
  const host = hosts.find((each) => each.id === id);
  if (host === undefined) return [`host ${id} (${hostName}) is gone`];
  if (!isPlannable(host)) return [`host ${id} (${hostName}) takes no VMs at present`];
  const strangers = host.vms.filter((vm) => !premise.hostVms.includes(vm) && !own.has(vm));
  return strangers.length === 0 ? [] : [`host ${id} (${hostName}) has VM ${strangers.join(', ')}, which it had not`];
}

function named(state: number | null, lcmState: number | null): string {
  if (state === null) return 'unknown';
  const name = VM_STATES[state as keyof typeof VM_STATES] ?? `STATE ${state}`;
  return state === 3 && lcmState !== 3 ? `${name} (LCM_STATE ${lcmState})` : name;
}
