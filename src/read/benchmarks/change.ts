import type { Instance } from '../instance.ts';
import { type Draw, drawOf } from './draw.ts';
import { type EpochTerms, generateEpoch } from './generate.ts';

type Lease = Instance['leases'][number];

/** An epoch and the same a little later. Leases have ids, the same in both. */
export interface ChangedEpoch {
  readonly before: Instance;
  readonly after: Instance;
}

/**
 * A generated epoch, and the same with a share of its leases changed: a third of them is gone, as many new ones have
 * come, and the others take another time than was said. The same terms give the same pair.
 *
 * @param share of the leases, 0 … 1; at least one is changed.
 */
export function changedEpoch(terms: EpochTerms, share: number): ChangedEpoch {
  const generated = generateEpoch(terms);
  const before = { ...generated, leases: generated.leases.map((lease, id) => ({ ...lease, id })) };
  const draw = drawOf(terms.seed * 257 + 3);
  const changes = Math.max(1, Math.round(share * terms.leases));
  const gone = Math.floor(changes / 3);
  const chosen = shuffled(draw, before.leases).slice(0, changes - gone);
  const fates = new Map(chosen.map(({ id }, nth) => [id, nth < gone ? 'gone' : 'other time'] as const));
  const stayed = before.leases.flatMap((lease) => {
    const fate = fates.get(lease.id);
    if (fate === undefined) return [lease];
    return fate === 'gone' ? [] : [retimed(draw, lease, terms.slots)];
  });
  const leases = [...stayed, ...newcomers(terms, before, gone)];
  return { before, after: { ...before, name: `${before.name}-changed`, L: leases.length, leases } };
}

/** Waiting leases of another epoch of these terms, such as fit on the hosts of this one. */
function newcomers(terms: EpochTerms, { hosts, leases }: Instance, count: number): readonly Lease[] {
  const others = generateEpoch({ ...terms, seed: terms.seed + 1_000_003 }).leases;
  const fitting = others.filter(
    ({ kind, cpu, mem }) => kind !== 'run' && hosts.some((host) => host.cpu >= cpu && host.mem >= mem),
  );
  return fitting.slice(0, count).map((lease, nth) => ({ ...lease, id: leases.length + nth }));
}

/** It takes from one slot to twice as many as was said, within the horizon; what was promised to it moves along. */
function retimed(draw: Draw, lease: Lease, slots: number): Lease {
  const dur = Math.min(slots - lease.release, draw.between(1, 2 * lease.dur));
  if (lease.kind === 'ar') return { ...lease, dur, deadline: lease.release + dur };
  return { ...lease, dur, deadline: Math.max(lease.deadline, lease.release + dur) };
}

/** In a random order (Fisher and Yates). */
function shuffled<T>(draw: Draw, list: readonly T[]): readonly T[] {
  const order = [...list];
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw.between(0, last);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
