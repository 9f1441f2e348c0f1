import { type Dice, diceOf } from '../dice.ts';
import { volume } from './orders.ts';
import { LEFT, type Placing, type PlainPart } from './part.ts';

/** A part of a part: some of its hosts and jobs, as a part of its own. */
export interface Piece {
  readonly part: PlainPart;
  /** Of each host, job and node of the piece, its index in the whole. */
  readonly hosts: Int32Array;
  readonly jobs: Int32Array;
  readonly nodes: Int32Array;
}

/**
 * Splits a part in the manner of POP (Narayanan et al., SOSP 2021): hosts of each kind and jobs of each kind are dealt
 * out at random, so that every piece is a smaller likeness of the whole. A gang stays in one piece; a running job whose
 * hosts fall into several pieces stays as it is; a job whose hosts are few goes where it has most of them.
 */
export function splitPart(part: PlainPart, pieces: number, seed: number, placing: Placing): readonly Piece[] {
  const dice = diceOf(seed);
  const pieceOfHost = dealHosts(part, pieces, dice);
  const pieceOfJob = dealJobs(part, pieces, dice, pieceOfHost);
  return Array.from({ length: pieces }, (_, piece) => pieceOf(part, piece, pieceOfHost, pieceOfJob, placing));
}

/** Writes what a piece found into a placing of the whole. */
export function mergeInto(whole: Placing, piece: Piece, found: Placing): void {
  for (const [j, job] of piece.jobs.entries()) whole.start[job] = found.start[j] as number;
  for (const [k, node] of piece.nodes.entries()) {
    const host = found.host[k] as number;
    whole.host[node] = host < 0 ? host : (piece.hosts[host] as number);
  }
}

/** Hosts of equal capacity and equal membership in host sets are alike. */
function dealHosts(part: PlainPart, pieces: number, dice: Dice): Int32Array {
  const kinds = new Map<string, number[]>();
  for (let h = 0; h < part.hosts; h++) {
    const size = part.inverse.subarray(h * part.resources, (h + 1) * part.resources).join();
    const sets = part.members.length <= 32 ? part.members.map((flags) => flags[h]).join('') : '';
    const kind = `${size} ${sets}`;
    const alike = kinds.get(kind);
    if (alike === undefined) kinds.set(kind, [h]);
    else alike.push(h);
  }
  return dealt(part.hosts, [...kinds.values()], pieces, dice);
}

function dealt(length: number, groups: readonly (readonly number[])[], pieces: number, dice: Dice): Int32Array {
  const piece = new Int32Array(length);
  let next = 0;
  for (const group of groups) for (const index of dice.shuffled(group)) piece[index] = next++ % pieces;
  return piece;
}

/** Waiting jobs by volume, one piece after the other; running jobs where all their hosts are, else −1. */
function dealJobs(part: PlainPart, pieces: number, dice: Dice, pieceOfHost: Int32Array): Int32Array {
  const waiting: number[] = [];
  for (let j = 0; j < part.jobs; j++) if (part.running[j] !== 1) waiting.push(j);
  const bulk = new Map(waiting.map((j) => [j, volume(part, j)] as const));
  const ordered = [...dice.shuffled(waiting)].sort((a, b) => (bulk.get(b) ?? 0) - (bulk.get(a) ?? 0));
  const pieceOfJob = new Int32Array(part.jobs).fill(-1);
  const load = new Float64Array(pieces);
  const shares = part.sets.map((set) => sharesOf(set, pieces, pieceOfHost));
  for (const j of ordered) {
    const piece = emptiest(load, shares[part.hostSet[j] as number] as Float64Array);
    pieceOfJob[j] = piece;
    load[piece] = (load[piece] as number) + (bulk.get(j) ?? 0);
  }
  for (let j = 0; j < part.jobs; j++) if (part.running[j] === 1) pieceOfJob[j] = commonPiece(part, j, pieceOfHost);
  return pieceOfJob;
}

function sharesOf(set: Int32Array, pieces: number, pieceOfHost: Int32Array): Float64Array {
  const shares = new Float64Array(pieces);
  for (const host of set) {
    const piece = pieceOfHost[host] as number;
    shares[piece] = (shares[piece] as number) + 1;
  }
  return shares;
}

/** The piece with the least load among those that have about as many of the hosts as any. */
function emptiest(load: Float64Array, shares: Float64Array): number {
  const most = shares.reduce((a, b) => Math.max(a, b), 0);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [piece, share] of shares.entries()) {
    if (share < 0.8 * most || (load[piece] as number) >= least) continue;
    least = load[piece] as number;
    best = piece;
  }
  return best;
}

function commonPiece(part: PlainPart, j: number, pieceOfHost: Int32Array): number {
  const first = part.first[j] as number;
  const piece = pieceOfHost[part.home[first] as number] as number;
  for (let k = first; k < (part.first[j + 1] as number); k++) {
    if (pieceOfHost[part.home[k] as number] !== piece) return -1;
  }
  return piece;
}

function pieceOf(
  part: PlainPart,
  piece: number,
  pieceOfHost: Int32Array,
  pieceOfJob: Int32Array,
  placing: Placing,
): Piece {
  const hosts = indicesWhere(pieceOfHost, piece);
  const jobs = indicesWhere(pieceOfJob, piece);
  const newHost = new Int32Array(part.hosts).fill(-1);
  for (const [h, host] of hosts.entries()) newHost[host] = h;
  const nodes = Int32Array.from([...jobs].flatMap((j) => nodesOf(part, j)));
  const { resources, slots } = part;
  const cells = slots * resources;
  const room = roomOutside(part, pieceOfJob, placing);
  const sets = part.sets.map((set) => Int32Array.from([...set].map((h) => newHost[h] as number).filter((h) => h >= 0)));
  return {
    hosts,
    jobs,
    nodes,
    part: {
      ...part,
      hosts: hosts.length,
      room: joined(hosts, cells, room),
      inverse: joinedReal(hosts, resources, part.inverse),
      sets,
      members: sets.map((set) => flagsOf(set, hosts.length)),
      ...jobsOf(part, jobs, nodes, newHost),
    },
  };
}

const nodesOf = (part: PlainPart, j: number): readonly number[] =>
  Array.from(
    { length: (part.first[j + 1] as number) - (part.first[j] as number) },
    (_, k) => (part.first[j] as number) + k,
  );

const indicesWhere = (pieceOf: Int32Array, piece: number): Int32Array =>
  Int32Array.from([...pieceOf.keys()].filter((index) => pieceOf[index] === piece));

function flagsOf(set: Int32Array, hosts: number): Uint8Array {
  const flags = new Uint8Array(hosts);
  for (const h of set) flags[h] = 1;
  return flags;
}

function joined(indices: Int32Array, width: number, source: Int32Array): Int32Array {
  const result = new Int32Array(indices.length * width);
  for (const [at, index] of indices.entries())
    result.set(source.subarray(index * width, (index + 1) * width), at * width);
  return result;
}

function joinedReal(indices: Int32Array, width: number, source: Float64Array): Float64Array {
  const result = new Float64Array(indices.length * width);
  for (const [at, index] of indices.entries())
    result.set(source.subarray(index * width, (index + 1) * width), at * width);
  return result;
}

/** The room less what jobs of no piece hold where the placing has them: running jobs on hosts of several pieces. */
function roomOutside(part: PlainPart, pieceOfJob: Int32Array, { start, host }: Placing): Int32Array {
  const room = part.room.slice();
  for (let j = 0; j < part.jobs; j++) {
    if (pieceOfJob[j] !== -1 || start[j] === LEFT) continue;
    for (const k of nodesOf(part, j)) {
      const isHome = host[k] === part.home[k];
      const gone = isHome ? (part.endTable[part.ends[j] as number] as number) : (part.moveGone[k] as number);
      takeRoom(part, room, j, part.home[k] as number, 0, gone);
      if (!isHome) takeRoom(part, room, j, host[k] as number, part.moveSlot[k] as number, part.moveEnd[k] as number);
    }
  }
  return room;
}

function takeRoom(part: PlainPart, room: Int32Array, j: number, host: number, from: number, until: number): void {
  const { slots, resources, demand } = part;
  for (let t = from; t < until; t++) {
    for (let r = 0; r < resources; r++) {
      const at = (host * slots + t) * resources + r;
      room[at] = (room[at] as number) - (demand[j * resources + r] as number);
    }
  }
}

function jobsOf(part: PlainPart, jobs: Int32Array, nodes: Int32Array, newHost: Int32Array) {
  const first = new Int32Array(jobs.length + 1);
  const owner = new Int32Array(nodes.length);
  for (const [j, job] of jobs.entries()) {
    const until = (first[j] as number) + (part.first[job + 1] as number) - (part.first[job] as number);
    first[j + 1] = until;
    owner.fill(j, first[j], until);
  }
  const whole = (source: Int32Array): Int32Array => jobs.map((job) => source[job] as number);
  const real = (source: Float64Array): Float64Array => Float64Array.from(jobs, (job) => source[job] as number);
  const ofNode = (source: Int32Array): Int32Array => nodes.map((node) => source[node] as number);
  return {
    jobs: jobs.length,
    first,
    owner,
    source: whole(part.source),
    demand: joined(jobs, part.resources, part.demand),
    hostSet: whole(part.hostSet),
    earliest: whole(part.earliest),
    latest: whole(part.latest),
    ends: whole(part.ends),
    base: real(part.base),
    weight: real(part.weight),
    leave: real(part.leave),
    running: Uint8Array.from(jobs, (job) => part.running[job] as number),
    home: nodes.map((node) => ((part.home[node] as number) < 0 ? -1 : (newHost[part.home[node] as number] as number))),
    moveSlot: ofNode(part.moveSlot),
    moveGone: ofNode(part.moveGone),
    moveEnd: ofNode(part.moveEnd),
    moveCost: Float64Array.from(nodes, (node) => part.moveCost[node] as number),
  };
}
