import type { Answer, Command, VmStatus } from '../domain/enactment.ts';
import { InputError } from '../domain/errors.ts';
import type { VmId } from '../domain/ids.ts';
import type { Client } from '../opennebula/client.ts';
import type { Reply, Value } from '../opennebula/reply.ts';
import type { Parameter } from '../opennebula/request.ts';
import type { Enactor } from '../ports.ts';
import { hostStates } from './host-state.ts';
import { understand } from './refusals.ts';
import { nicTemplate, templateOf } from './template.ts';
import { vmStatuses } from './vm-status.ts';

/** Acts on a live cloud by XML-RPC. */
export const xmlrpcEnactor = (client: Client): Enactor => ({
  name: client.name,
  send: async (command, signal) => answerOf(await client.call(...callOf(command), { signal })),
  look: (vms, signal) => look(client, vms, signal),
  hosts: async (signal) =>
    hostStates(await textOf(client, { method: 'one.hostpool.info', parameters: [] }, signal), client.name),
  note: async (vm, attributes, signal) =>
    answerOf(await client.call('one.vm.update', [vm, templateOf(attributes), APPEND], { signal })),
});

const APPEND = 1;
/** Keeps the datastore it has, or takes the default one. */
const NO_DATASTORE = -1;
/** Saves and restores. */
const COLD = 0;
/** VMs that one answer holds. */
const PAGE = 300;

/** The call for a command, as OpenNebula 7.4 takes it. */
export function callOf(command: Command): [method: string, parameters: readonly Parameter[]] {
  const { vm, operation, host, datastore, enforce } = command;
  switch (operation) {
    case 'deploy':
      return ['one.vm.deploy', [vm, host ?? -1, enforce, datastore ?? NO_DATASTORE, nicTemplate(command)]];
    case 'migrate':
    case 'live-migrate':
      return ['one.vm.migrate', [vm, host ?? -1, operation === 'live-migrate', enforce, NO_DATASTORE, COLD]];
    default:
      return ['one.vm.action', [operation, vm]];
  }
}

function answerOf(reply: Reply<Value>): Answer {
  switch (reply.kind) {
    case 'value':
      return { kind: 'accepted' };
    case 'refused':
      return { kind: 'refused', refusal: understand(reply.message, reply.code).refusal, message: reply.message };
    case 'fault':
      return { kind: 'refused', refusal: 'stop', message: reply.message };
    case 'unsent':
      return { kind: 'refused', refusal: 'retry', message: reply.message };
    case 'unheard':
    case 'garbage':
    case 'cancelled':
      return { kind: 'unheard', message: reply.message };
  }
}

async function look(
  client: Client,
  vms: readonly VmId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<VmId, VmStatus | null>> {
  const present = new Map<VmId, VmStatus | null>(vms.map((vm) => [vm, null]));
  for (let from = 0; from < vms.length; from += PAGE) {
    const parameters = [vms.slice(from, from + PAGE).join(','), true];
    const text = await textOf(client, { method: 'one.vmpool.infoset', parameters }, signal);
    for (const status of vmStatuses(text, client.name)) if (present.has(status.vm)) present.set(status.vm, status);
  }
  return present;
}

interface Question {
  readonly method: string;
  readonly parameters: readonly Parameter[];
}

async function textOf(client: Client, { method, parameters }: Question, signal: AbortSignal): Promise<string> {
  const reply = await client.call(method, parameters, { signal, retry: true });
  if (reply.kind === 'value' && typeof reply.value === 'string') return reply.value;
  const problem = reply.kind === 'value' ? `the answer to ${method} is no text` : reply.message;
  throw new InputError(client.name, problem, 'Check that oned runs, its address and the credentials.');
}
