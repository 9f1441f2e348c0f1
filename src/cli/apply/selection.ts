import { InputError } from '../../domain/errors.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { PlannedAction, WrittenPlan } from './plan-document.ts';

/**
 * What is to be carried out of a plan: what is due, of these VMs alone where some are named.
 *
 * @throws InputError when a VM has nothing due, or a gang is named in part.
 */
export function selected({ actions }: WrittenPlan, only: readonly number[] | null): readonly PlannedAction[] {
  const due = actions.filter((action) => action.due);
  if (only === null) return due;
  const idle = only.find((vm) => !due.some((action) => action.vm === vm));
  if (idle !== undefined) {
    const named = [...new Set(due.map(({ vm }) => vm))].slice(0, 20).join(', ');
    throw new InputError(
      '--only',
      `nothing is due for VM ${idle}`,
      `Name VMs of the plan: ${named || 'there are none'}.`,
    );
  }
  const wanted = due.filter(({ vm }) => only.includes(vm));
  for (const { lease } of wanted) checkWhole(lease, due, only);
  return wanted;
}

function checkWhole(lease: string, due: readonly PlannedAction[], only: readonly number[]): void {
  const members = [...new Set(due.filter((action) => action.lease === lease).map(({ vm }) => vm))];
  const missing = members.filter((vm) => !only.includes(vm));
  if (missing.length === 0) return;
  const remedy = `Name all of ${members.join(', ')}, or none.`;
  throw new InputError('--only', `${lease} is a gang, and VM ${missing.join(', ')} of it is left out`, remedy);
}

/** Leases that the plan pauses. */
export const pausedBy = ({ file }: WrittenPlan): ReadonlySet<Snapshot['leases'][number]['id']> =>
  new Set(
    file.forecasts.flatMap(({ outcome, lease }) =>
      outcome === 'paused' ? [lease as Snapshot['leases'][number]['id']] : [],
    ),
  );
