import { covers } from './room.ts';

/** A move that can not begin: host indices and what it takes along. */
export interface BlockedMove {
  readonly from: number;
  readonly to: number;
  readonly demand: readonly number[];
}

/**
 * The moves that wait for each other in circles, of whatever length; none when time alone lets every one begin.
 *
 * `room` is what a host will have once everything under way is done. Moves that fit are carried out in thought until
 * none fits; of the rest, those that wait for something outside the rest, or that nobody waits for, are in no circle.
 */
export function deadlocked<Move extends BlockedMove>(
  moves: readonly Move[],
  room: (host: number) => readonly number[],
): readonly Move[] {
  let stuck = stuckMoves(moves, room);
  for (;;) {
    const circle = stuck.filter(
      ({ from, to }) => stuck.some((other) => other.from === to) && stuck.some((other) => other.to === from),
    );
    if (circle.length === stuck.length) return circle;
    stuck = circle;
  }
}

function stuckMoves<Move extends BlockedMove>(
  moves: readonly Move[],
  room: (host: number) => readonly number[],
): readonly Move[] {
  const rooms = new Map<number, number[]>();
  for (const host of moves.flatMap(({ from, to }) => [from, to])) rooms.set(host, [...room(host)]);
  let stuck = moves;
  for (;;) {
    const move = stuck.find(({ to, demand }) => covers(rooms.get(to) ?? [], demand));
    if (move === undefined) return stuck;
    shift(rooms.get(move.to), move.demand, -1);
    shift(rooms.get(move.from), move.demand, +1);
    stuck = stuck.filter((each) => each !== move);
  }
}

function shift(room: number[] | undefined, demand: readonly number[], sign: number): void {
  demand.forEach((amount, r) => {
    if (room !== undefined) room[r] = (room[r] as number) + sign * amount;
  });
}
