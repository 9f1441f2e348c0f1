import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { groupBy } from '../group.ts';
import { interruptions, type Rehearsal } from './rehearsal.ts';

/**
 * budget: VMs moved ≤ migrations, VMs interrupted ≤ pauses, and starts, resumes, interruptions, and moves in or out
 * planned for one moment on one host ≤ actionsPerHostSlot. Ends of leases are not counted.
 */
export function checkBudgets(rehearsal: Rehearsal): readonly Violation[] {
  const { migrations, pauses } = rehearsal.policy.budgets;
  const moves = rehearsal.steps.filter(({ action }) => /migrate$/.test(action.operation));
  const moved = new Set(moves.map(({ action }) => action.vm)).size;
  const paused = [...rehearsal.tracks.values()].filter((track) => interruptions(track).length > 0).length;
  return [
    ...when(migrations !== null && moved > migrations, 'budget', `${moved} VMs are moved, ${migrations} may be`),
    ...when(pauses !== null && paused > pauses, 'budget', `${paused} VMs are paused, ${pauses} may be`),
    ...checkActionsPerHost(rehearsal),
  ];
}

function checkActionsPerHost(rehearsal: Rehearsal): readonly Violation[] {
  const limit = rehearsal.policy.budgets.actionsPerHostSlot;
  if (limit === null) return [];
  return [...groupBy(begun(rehearsal), ({ host, second }) => `host ${host} at ${momentOf(second)}`)].flatMap(
    ([where, actions]) => when(actions.length > limit, 'budget', `${actions.length} actions on ${where}, ${limit} may`),
  );
}

function begun({ tracks, steps }: Rehearsal): readonly { readonly host: number; readonly second: number }[] {
  const all = [...tracks.values()];
  const coming = all.flatMap(({ arrivals }) => arrivals);
  const going = all.flatMap((track) => interruptions(track).map(({ step }) => step));
  const sent = steps.filter(({ action }) => /migrate$/.test(action.operation));
  const sources = sent.flatMap(({ action, begin }) => {
    const left = tracks
      .get(action.vm)
      ?.holds.filter(({ from, until, host }) => host !== action.host && from < begin && until >= begin);
    return (left ?? []).map(({ host }) => ({ host, second: action.notBefore }));
  });
  return [...coming, ...going, ...sent]
    .map<{ host: number; second: number }>(({ action }) => ({
      host: action.host,
      second: action.notBefore,
    }))
    .concat(sources);
}
