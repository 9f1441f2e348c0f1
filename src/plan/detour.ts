import type { Problem, Rule } from '../domain/problem.ts';
import type { BlockedMove } from './deadlock.ts';
import { covers } from './room.ts';
import type { Rooms } from './rooms.ts';
import type { Step } from './step.ts';

/** A move in a circle, with its step. */
export interface CircularMove extends BlockedMove {
  readonly step: Step;
}

/** Other steps in place of a move. */
export interface Detour<Move extends CircularMove> {
  readonly move: Move;
  readonly steps: readonly Step[];
  /** Its work ends later by so much. */
  readonly lostSeconds: number;
}

/** How a VM gets where its move wants it by being stopped and deployed, at what cost; null when it may not. */
export type Bypass = (move: Step) => { readonly steps: readonly Step[]; readonly cost: number } | null;

/**
 * Opens a circle of moves: one VM goes by way of a host that has room, or, when there is none, the one that costs
 * least is stopped and deployed where it belongs. Null when neither can be.
 */
export function detourOf<Move extends CircularMove>(
  problem: Problem,
  circle: readonly Move[],
  rooms: Rooms,
  vmsOn: (host: number) => readonly number[],
  bypass: Bypass,
): Detour<Move> | null {
  const opening = circle.filter((move) => opens(move, circle, rooms));
  const candidates = [...(opening.length > 0 ? opening : circle)].sort(
    (a, b) => a.step.seconds - b.step.seconds || a.step.vm - b.step.vm,
  );
  for (const move of candidates) {
    const via = problem.hosts.findIndex((_, host) => isWayThrough(problem, host, move, rooms, vmsOn));
    if (via !== -1)
      return { move, steps: [{ ...move.step, purpose: 'detour', takes: via }, move.step], lostSeconds: 0 };
  }
  return cheapestBypass(candidates, bypass);
}

/** Without this VM another one of the circle can go. */
const opens = (move: CircularMove, circle: readonly CircularMove[], rooms: Rooms): boolean =>
  circle.some(({ to, demand }) => {
    const room = rooms.soon(move.from).map((amount, r) => amount + (move.demand[r] as number));
    return to === move.from && covers(room, demand);
  });

function isWayThrough(
  problem: Problem,
  host: number,
  move: CircularMove,
  rooms: Rooms,
  vmsOn: (host: number) => readonly number[],
): boolean {
  const { vm } = move.step;
  if (host === move.from || host === move.to || !rooms.hasRoom(host, vm)) return false;
  const admissible = problem.hostSets[problem.vms[vm]?.hostSet ?? -1] ?? [];
  if (!admissible.includes(host)) return false;
  const others = vmsOn(host);
  return problem.rules.every((rule) => rule.strength === 'prefer' || permits(rule, vm, others, move));
}

/** Whether a rule lets the VM pass through a host where the others are. */
function permits(rule: Rule, vm: number, others: readonly number[], move: CircularMove): boolean {
  switch (rule.kind) {
    case 'apart':
      return !others.some(
        (other) =>
          (rule.left.includes(vm) && rule.right.includes(other)) ||
          (rule.right.includes(vm) && rule.left.includes(other)),
      );
    case 'spread':
      return !rule.vms.includes(vm) || others.filter((other) => rule.vms.includes(other)).length < rule.atMost;
    case 'together':
      return !rule.vms.includes(move.step.vm) || rule.vms.every((other) => other === vm || others.includes(other));
    case 'pool':
      return true;
  }
}

function cheapestBypass<Move extends CircularMove>(candidates: readonly Move[], bypass: Bypass): Detour<Move> | null {
  const ways = candidates.flatMap((move) => {
    const way = bypass(move.step);
    return way === null ? [] : [{ move, steps: way.steps, cost: way.cost }];
  });
  const [cheapest] = ways.sort((a, b) => a.cost - b.cost || a.move.step.vm - b.move.step.vm);
  if (cheapest === undefined) return null;
  const lostSeconds = cheapest.steps.reduce((sum, { seconds }) => sum + seconds, 0);
  return { move: cheapest.move, steps: cheapest.steps, lostSeconds };
}
