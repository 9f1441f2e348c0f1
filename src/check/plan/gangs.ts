import type { Lease } from '../../domain/lease.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { conditionOf, works } from './condition.ts';
import { interruptions, membersOf, type Rehearsal } from './rehearsal.ts';
import type { Track } from './track.ts';

/** gang: all VMs of a lease are started and resumed at one moment, and when one is interrupted, all are. */
export function checkGangs(rehearsal: Rehearsal): readonly Violation[] {
  return rehearsal.snapshot.leases
    .filter(({ vms }) => vms.length > 1)
    .flatMap((lease) => {
      const members = membersOf(rehearsal, lease);
      const [working, idle] = [members.filter(isUp), members.filter((track) => !isUp(track))];
      return [...together(lease, working), ...together(lease, idle)];
    });
}

const isUp = ({ vm }: Track): boolean => works(conditionOf(vm));

function together(lease: Lease, members: readonly Track[]): readonly Violation[] {
  const begins = members.map(({ arrivals }) => arrivals.map(({ begin }) => momentOf(begin)).join(' and ') || 'never');
  const departures = members.map((member) => member.departures.length);
  const interrupted = members.some((member) => interruptions(member).length > 0);
  const parted = interrupted && new Set(departures).size > 1;
  const apart = members.map(({ vm }, index) => `vm ${vm.id} ${begins[index]}`).join(', ');
  return [
    ...when(new Set(begins).size > 1, 'gang', `${lease.id} does not start together: ${apart}`),
    ...when(parted, 'gang', `${lease.id} is not interrupted together`),
  ];
}
