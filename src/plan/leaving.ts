import { HOST_STATES, isPlannable } from '../domain/host.ts';
import type { Setting } from './setting.ts';
import { clock } from './words.ts';

/** Why a VM leaves its host whatever else is planned: `as lab-08 is disabled`; null when it could stay. */
export function leaving(setting: Setting, vm: number, from: number | null): string | null {
  const { problem, policy, snapshot, now } = setting;
  if (setting.vm(vm).resched) return 'as it was asked to leave its host';
  const host = problem.hosts[from ?? -1];
  const noun = snapshot.hosts.find(({ id }) => id === host?.id);
  if (host === undefined || noun === undefined) return null;
  const job = problem.jobs[problem.vms[vm]?.job ?? -1];
  if (job?.kind !== 'running' || job.unwelcomeFrom === null) return null;
  const window = policy.maintenance.find((each) => each.host === noun.name || each.host === String(noun.id));
  if (window !== undefined) return `ahead of maintenance of ${noun.name} at ${clock(Math.max(window.from, now), now)}`;
  if (isPlannable(noun)) return null;
  const state = HOST_STATES[noun.state as keyof typeof HOST_STATES] ?? `in state ${noun.state}`;
  return `as ${noun.name} is ${state.toLowerCase().replaceAll('_', ' ')}`;
}
