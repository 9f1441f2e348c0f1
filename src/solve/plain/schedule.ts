import type { Problem } from '../../domain/problem.ts';
import type { Decision, Move, Schedule } from '../../domain/schedule.ts';
import { LEFT, type Placing, type PlainPart } from './part.ts';

/** The schedule that a placing of a part says, everything else as in `base`. */
export function scheduleOf(part: PlainPart, placing: Placing, base: Schedule): Schedule {
  const schedule = [...base];
  for (let j = 0; j < part.jobs; j++) schedule[part.source[j] as number] = decisionOf(part, placing, j);
  return schedule;
}

function decisionOf(part: PlainPart, { start, host }: Placing, j: number): Decision {
  const first = part.first[j] as number;
  const hosts = Array.from(host.subarray(first, part.first[j + 1]));
  if (part.running[j] === 1) return { kind: 'run', moves: movesOf(part, first, homesFirst(part, first, hosts)) };
  const slot = start[j] as number;
  return slot === LEFT ? { kind: 'leave' } : { kind: 'start', slot, hosts };
}

/**
 * The VMs of a job are alike: who would move to a host that another of them leaves takes the other's way, and the other
 * stays.
 */
function homesFirst(part: PlainPart, first: number, hosts: readonly number[]): readonly number[] {
  const chosen = hosts.map((host, position) => (host === part.home[first + position] ? host : -1));
  const others = hosts.filter((_, position) => chosen[position] === -1);
  for (const position of chosen.keys()) {
    const home = part.home[first + position] as number;
    const at = chosen[position] === -1 ? others.indexOf(home) : -1;
    if (at === -1) continue;
    chosen[position] = home;
    others.splice(at, 1);
  }
  return chosen.map((host) => (host === -1 ? (others.shift() as number) : host));
}

const movesOf = (part: PlainPart, first: number, hosts: readonly number[]): readonly Move[] =>
  hosts.flatMap((host, position) =>
    host === part.home[first + position] ? [] : [{ position, slot: part.moveSlot[first + position] as number, host }],
  );

/** What a schedule says of a part; null when it has a job move in a slot that the part does not know. */
export function placingOf(problem: Problem, part: PlainPart, schedule: Schedule): Placing | null {
  const start = new Int32Array(part.jobs).fill(LEFT);
  const host = new Int32Array(part.owner.length).fill(-1);
  for (let j = 0; j < part.jobs; j++) {
    const decision = schedule[part.source[j] as number];
    const first = part.first[j] as number;
    if (decision?.kind === 'start') {
      start[j] = decision.slot;
      host.set(decision.hosts, first);
    } else if (decision?.kind === 'run') {
      start[j] = 0;
      host.set(part.home.subarray(first, part.first[j + 1]), first);
      for (const move of decision.moves) {
        if (part.moveSlot[first + move.position] !== move.slot) return null;
        host[first + move.position] = move.host;
      }
    } else if (decision?.kind !== 'leave') return null;
  }
  return problem.jobs.length === schedule.length ? { start, host } : null;
}
