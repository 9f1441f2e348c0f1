import { InputError } from '../domain/errors.ts';
import type { Commands, OneProgram, Outcome } from '../opennebula/commands.ts';
import type { Door } from './live/door.ts';
import { type Noun, type Piece, pieceOf, piecesOf } from './live/pieces.ts';
import { liveSource } from './live/source.ts';
import type { Recordable } from './recording.ts';

export interface OnevmOptions {
  readonly commands: Commands;
  /** Unix seconds at which an epoch begins, asked at each reading. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** A live cloud by OpenNebula's own commands. Reading throws an `InputError` when they do not answer. */
export const onevmSource = ({ commands, now, signal }: OnevmOptions): Recordable =>
  liveSource(onevmDoor(commands, signal), now);

const PROGRAMS: Readonly<Record<Noun, OneProgram>> = {
  CLUSTER: 'onecluster',
  HOST: 'onehost',
  DATASTORE: 'onedatastore',
  VNET: 'onevnet',
  VM_GROUP: 'onevmgroup',
  VM: 'onevm',
};

function onevmDoor(commands: Commands, signal: AbortSignal | undefined): Door {
  const output = async (program: OneProgram, words: readonly string[]): Promise<string> => {
    const outcome = await commands.run({ program, words }, signal);
    if (outcome.kind === 'done') return outcome.output;
    throw new InputError(`${program} ${words.join(' ')}`, outcome.message, remedyOf(outcome));
  };
  const list = async (noun: Noun, options: readonly string[] = []): Promise<readonly Piece[]> =>
    piecesOf(noun, await output(PROGRAMS[noun], ['list', '-x', ...options]), `${PROGRAMS[noun]} list -x`);
  return {
    name: commands.name,
    list: (noun) => list(noun, noun === 'VM' ? ['--extended'] : []),
    shortVms: () => list('VM'),
    vms: async (ids) => {
      if (ids.length === 0) return [];
      const wanted = new Set(ids);
      return (await list('VM', ['--extended'])).filter(({ id }) => wanted.has(id));
    },
    shownVms: async (ids) => {
      const shown: Piece[] = [];
      for (const id of ids)
        shown.push(pieceOf('VM', (await output('onevm', ['show', '-x', String(id)])).trim(), 'onevm show -x'));
      return shown;
    },
  };
}

function remedyOf({ kind }: Outcome): string {
  if (kind === 'unsent') return "Check that OpenNebula's commands are on PATH, and ONE_XMLRPC.";
  if (kind === 'refused') return 'Check ONE_AUTH, ONE_XMLRPC and that the user may see the whole cloud.';
  if (kind === 'garbage') return "Check the version of OpenNebula's commands.";
  return 'Check that oned runs and answers.';
}
