import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Command, VmStatus } from '../domain/enactment.ts';
import { InputError } from '../domain/errors.ts';
import type { HostId, VmId } from '../domain/ids.ts';
import type { Commands, Outcome } from '../opennebula/commands.ts';
import type { Enactor } from '../ports.ts';
import { hostStates } from './host-state.ts';
import { understand } from './refusals.ts';
import { nicTemplate, templateOf } from './template.ts';
import { vmStatuses } from './vm-status.ts';

/** Acts on a live cloud by the `onevm` command. */
export const onevmEnactor = (commands: Commands): Enactor => ({
  name: commands.name,
  send: (command, signal) => send(commands, command, signal),
  look: (vms, signal) => look(commands, vms, signal),
  hosts: (signal) => hosts(commands, signal),
  note: (vm, attributes, signal) =>
    withFile(templateOf(attributes), (file) => run(commands, ['update', '--append', String(vm), file], signal)),
});

function send(commands: Commands, command: Command, signal: AbortSignal): Promise<Answer> {
  const template = nicTemplate(command);
  if (command.operation !== 'deploy' || template === '') return run(commands, wordsOf(command), signal);
  return withFile(template, (file) => run(commands, [...wordsOf(command), '--file', file], signal));
}

/** The words of `onevm` for a command. */
export function wordsOf({ vm, operation, host, datastore, enforce }: Command): readonly string[] {
  const checked = enforce ? ['--enforce'] : [];
  switch (operation) {
    case 'deploy':
      return ['deploy', ...checked, String(vm), String(host), ...(datastore === null ? [] : [String(datastore)])];
    case 'migrate':
      return ['migrate', ...checked, String(vm), String(host)];
    case 'live-migrate':
      return ['migrate', '--live', ...checked, String(vm), String(host)];
    default:
      return [operation, String(vm)];
  }
}

async function run(commands: Commands, words: readonly string[], signal: AbortSignal): Promise<Answer> {
  const outcome = await commands.run({ program: 'onevm', words }, signal);
  switch (outcome.kind) {
    case 'done':
      return { kind: 'accepted' };
    case 'refused':
      return { kind: 'refused', refusal: understand(outcome.message).refusal, message: outcome.message };
    case 'unsent':
      return { kind: 'refused', refusal: understand(outcome.message).refusal, message: outcome.message };
    case 'garbage':
      return understand(outcome.message).refusal === 'stop'
        ? { kind: 'refused', refusal: 'stop', message: outcome.message }
        : { kind: 'unheard', message: outcome.message };
    case 'unheard':
    case 'cancelled':
      return { kind: 'unheard', message: outcome.message };
  }
}

/** Each command takes nearly half a second: so many VMs are shown one by one, more are looked up in the list. */
const SHOWN = 3;

async function look(
  commands: Commands,
  vms: readonly VmId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<VmId, VmStatus | null>> {
  const present = new Map<VmId, VmStatus | null>(vms.map((vm) => [vm, null]));
  const outputs =
    vms.length <= SHOWN
      ? await Promise.all(vms.map((vm) => output(commands, ['show', '-x', String(vm)], signal)))
      : [await output(commands, ['list', '-x', '--extended'], signal)];
  for (const text of outputs) {
    if (text === null) continue;
    for (const status of vmStatuses(text, commands.name)) if (present.has(status.vm)) present.set(status.vm, status);
  }
  return present;
}

async function hosts(commands: Commands, signal: AbortSignal): Promise<ReadonlyMap<HostId, number>> {
  const outcome = await commands.run({ program: 'onehost', words: HOST_LIST }, signal);
  if (outcome.kind === 'done') return hostStates(outcome.output, commands.name);
  throw notAnswered(`onehost ${HOST_LIST.join(' ')}`, outcome);
}

const HOST_LIST = ['list', '-x'];

/** Null for a VM that is not known. */
async function output(commands: Commands, words: readonly string[], signal: AbortSignal): Promise<string | null> {
  const outcome = await commands.run({ program: 'onevm', words }, signal);
  if (outcome.kind === 'done') return outcome.output;
  if (outcome.kind === 'refused' && GONE.test(outcome.message)) return null;
  throw notAnswered(`onevm ${words.join(' ')}`, outcome);
}

const GONE = /error getting virtual machine/i;

const notAnswered = (line: string, outcome: Outcome & { readonly message: string }): InputError =>
  new InputError(line, outcome.message, 'Check that oned runs, ONE_XMLRPC and ONE_AUTH.');

/** What a command reads from a file, in one that nobody else can read and that is gone afterwards. */
async function withFile<Value>(text: string, use: (file: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'oneplan-'));
  try {
    const file = join(folder, 'template');
    await writeFile(file, text, { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
