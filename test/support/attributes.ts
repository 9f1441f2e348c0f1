import type { Lease } from '../../src/domain/lease.ts';
import type { LeaseAttributes } from '../../src/domain/vm.ts';

/** What the owner must have written for the lease to be read so. */
export function attributesOf({ id, vms, terms, durationSeconds, preemptible, weight }: Lease): LeaseAttributes {
  const values: Record<string, string> = {
    DURATION: durationSeconds === null ? 'unlimited' : clockText(durationSeconds),
    PREEMPTIBLE: preemptible ? 'YES' : 'NO',
  };
  if (terms.kind === 'immediate') values.START = 'now';
  if (terms.kind === 'best-effort') values.START = 'best_effort';
  if (terms.kind === 'advance-reservation') values.START = isoText(terms.startAt);
  if (terms.kind === 'deadline') values.DEADLINE = isoText(terms.finishBy);
  if ('notBefore' in terms && terms.notBefore !== null) values.NOT_BEFORE = isoText(terms.notBefore);
  if (weight !== 1) values.WEIGHT = String(weight);
  if (vms.length > 1) Object.assign(values, { GROUP: id.split('/')[1] ?? '', GROUP_SIZE: String(vms.length) });
  return { dialect: 'ONEPLAN', values };
}

const isoText = (second: number): string => new Date(second * 1000).toISOString().replace('.000Z', 'Z');

function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
