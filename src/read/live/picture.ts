import type { Door } from './door.ts';
import type { Noun, Piece } from './pieces.ts';

/** A cloud of one moment, as text. */
export interface Picture {
  readonly lists: Readonly<Record<Noun, readonly Piece[]>>;
  /** VMs with scheduled actions, as `onevm show` has them. */
  readonly shown: readonly Piece[];
  /** What went on changing while it was read, in words; null when it stood still. */
  readonly unsettled: string | null;
}

/** How often what changed is read again before the picture is taken as it is. */
const ROUNDS = 5;

/**
 * Reads a live cloud as one picture. The quick lists (the hosts, and the VMs in short) are read before and after the
 * long ones. Where both agree, nothing happened in between, so all belongs together; a VM in which they differ is read
 * again, and the quick lists once more, until they agree.
 */
export async function readPicture(door: Door): Promise<Picture> {
  let before = await quickLists(door);
  let [vms, others] = await Promise.all([door.list('VM').then(byId), otherLists(door)]);
  for (let round = 1; ; round += 1) {
    const after = await quickLists(door);
    const moved = movedBetween(before, after, vms);
    if (moved.vms.length === 0 && moved.hosts === 0) return finished(door, { vms, after, others, unsettled: null });
    const again = await door.vms(moved.vms.filter((id) => after.vms.has(id)));
    vms = byId([...vms.values(), ...again].filter(({ id }) => after.vms.has(id)));
    if (round === ROUNDS) return finished(door, { vms, after, others, unsettled: wordsOf(moved) });
    others = await otherLists(door);
    before = after;
  }
}

type Others = Pick<Picture['lists'], 'CLUSTER' | 'DATASTORE' | 'VNET' | 'VM_GROUP'>;

interface Quick {
  readonly hosts: readonly Piece[];
  /** What planning goes by, by VM. */
  readonly vms: ReadonlyMap<number, string>;
  readonly hostMarks: ReadonlyMap<number, string>;
}

async function quickLists(door: Door): Promise<Quick> {
  const [hosts, vms] = await Promise.all([door.list('HOST'), door.shortVms()]);
  return {
    hosts,
    vms: new Map(vms.map(({ id, text }) => [id, vmMark(text)])),
    hostMarks: new Map(hosts.map(({ id, text }) => [id, hostMark(text)])),
  };
}

async function otherLists(door: Door): Promise<Others> {
  const [CLUSTER, DATASTORE, VNET, VM_GROUP] = await Promise.all([
    door.list('CLUSTER'),
    door.list('DATASTORE'),
    door.list('VNET'),
    door.list('VM_GROUP'),
  ]);
  return { CLUSTER, DATASTORE, VNET, VM_GROUP };
}

/** A VM without what monitoring changes and planning does not see. */
const vmMark = (text: string): string => text.replace(/<LAST_POLL>.*?<\/LAST_POLL>|<MONITORING>.*?<\/MONITORING>/s, '');

/** What a host gives away, and to whom. */
const hostMark = (text: string): string =>
  (text.match(/<(STATE|CLUSTER_ID|CPU_USAGE|MEM_USAGE)>[^<]*<|<VMS>.*?<\/VMS>/gs) ?? []).join('').replace(/\s+/g, '');

interface Moved {
  readonly vms: readonly number[];
  readonly hosts: number;
}

function movedBetween(before: Quick, after: Quick, read: ReadonlyMap<number, Piece>): Moved {
  const ids = new Set([...before.vms.keys(), ...after.vms.keys(), ...read.keys()]);
  const vms = [...ids].filter((id) => hasMoved(before.vms.get(id), after.vms.get(id), read.get(id)));
  const hosts = new Set([...before.hostMarks.keys(), ...after.hostMarks.keys()]);
  return { vms, hosts: [...hosts].filter((id) => before.hostMarks.get(id) !== after.hostMarks.get(id)).length };
}

/** Also when it was read in another state than the one it had before and after. */
function hasMoved(before: string | undefined, after: string | undefined, read: Piece | undefined): boolean {
  if (after === undefined || read === undefined) return after !== undefined || read !== undefined;
  return before !== after || stateOf(read.text) !== stateOf(after);
}

const stateOf = (text: string): string => /<STATE>(\d+)<\/STATE>\s*<LCM_STATE>(\d+)</.exec(text)?.[0] ?? '';

const wordsOf = ({ vms, hosts }: Moved): string => {
  const named = vms.slice(0, 5).join(', ');
  return `${vms.length} VMs (${named}${vms.length > 5 ? ', …' : ''}) and ${hosts} hosts`;
};

const byId = (pieces: readonly Piece[]): ReadonlyMap<number, Piece> =>
  new Map(pieces.map((piece) => [piece.id, piece]));

interface Parts {
  readonly vms: ReadonlyMap<number, Piece>;
  readonly after: Quick;
  readonly others: Others;
  readonly unsettled: string | null;
}

async function finished(door: Door, { vms, after, others, unsettled }: Parts): Promise<Picture> {
  const scheduled = [...vms.values()].filter(({ text }) => /<SCHED_ACTIONS>\s*<ID>/.test(text)).map(({ id }) => id);
  const shown = scheduled.length === 0 ? [] : await door.shownVms(scheduled);
  return { lists: { ...others, HOST: after.hosts, VM: [...vms.values()] }, shown, unsettled };
}
