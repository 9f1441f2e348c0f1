import type { DriverAction, DriverAnswer, DriverMessage } from '../../domain/driver.ts';
import type { Epoch } from '../../domain/epoch.ts';
import type { VmId } from '../../domain/ids.ts';
import type { Action, Forecast, Plan } from '../../domain/plan.ts';
import type { Vm } from '../../domain/vm.ts';
import { placeable } from './due.ts';
import { interleaved } from './interleave.ts';

/**
 * What oned is answered when it asks where pending VMs go: what can start now, and why the others do not.
 *
 * @param now Unix seconds; of a plan made earlier, what has come due since counts too.
 */
export function placement(epoch: Epoch, plan: Plan, now: number): DriverAnswer {
  const actions = placeable(epoch, plan, now);
  const placed = new Set(actions.map(({ vm }) => vm));
  return {
    actions: interleaved(actions.map((action) => driverAction(epoch, action))),
    messages: [...remarks(epoch), ...actions.map(began), ...waiting(epoch, plan, placed)],
  };
}

/** What oned is answered when it asks how a cluster's VMs are better placed. */
export function moves(epoch: Epoch, plan: Plan): DriverAnswer {
  const actions = plan.actions.filter(({ operation }) => operation === 'migrate' || operation === 'live-migrate');
  return {
    actions: interleaved(actions.map((action) => driverAction(epoch, action))),
    messages: [...remarks(epoch), ...actions.map(began)],
  };
}

/** One that keeps its disks is told the datastore they are on. */
function driverAction({ snapshot }: Epoch, { vm, operation, host, datastore, networks }: Action): DriverAction {
  const own = snapshot.vms.find(({ id }) => id === vm)?.stay?.datastore ?? null;
  return {
    vm,
    operation: operation === 'deploy' ? 'deploy' : 'migrate',
    host,
    datastore: datastore ?? own,
    networks,
  };
}

/** Whether a migration is live is oned's to say (LIVE_RESCHEDS), whatever was planned. */
const began = ({ vm, reason }: Action): DriverMessage => ({
  level: 'INFO',
  vm,
  text: reason.replace(/^migrated live /, 'migrated '),
});

/** What is amiss with the document, beside single VMs; and with us, which is survived and needs nobody. */
function remarks({ verdicts, solution }: Epoch): readonly DriverMessage[] {
  const amiss = verdicts.filter(({ about: { kind } }) => kind !== 'vm' && kind !== 'lease');
  return [
    ...amiss.map(({ message }): DriverMessage => ({ level: 'WARN', vm: null, text: message })),
    ...solution.trace.faults.map((text): DriverMessage => ({ level: 'DEBUG', vm: null, text })),
  ];
}

/** Every pending VM that is not placed now hears why, and when it may start as far as that is foreseen. */
function waiting({ snapshot }: Epoch, { forecasts }: Plan, placed: ReadonlySet<VmId>): readonly DriverMessage[] {
  const pending = new Set(snapshot.vms.filter(isPending).map(({ id }) => id));
  return forecasts.flatMap(({ vms, outcome, reason }) =>
    vms
      .filter((vm) => pending.has(vm) && !placed.has(vm) && SAID.includes(outcome))
      .map((vm): DriverMessage => ({ level: 'ERROR', vm, text: reason })),
  );
}

const SAID: readonly Forecast['outcome'][] = ['starts', 'waits', 'refused', 'untouched'];

const isPending = ({ state }: Vm): boolean => state === 1;
