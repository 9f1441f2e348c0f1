import type { Answer, Command, VmStatus } from '../domain/enactment.ts';
import { InputError } from '../domain/errors.ts';
import type { VmId } from '../domain/ids.ts';
import type { Client } from '../opennebula/client.ts';
import type { Reply, Value } from '../opennebula/reply.ts';
import type { Parameter } from '../opennebula/request.ts';
import type { Enactor } from '../ports.ts';
import { understand } from './refusals.ts';
import { nicTemplate, templateOf } from './template.ts';
import { vmStatuses } from './vm-status.ts';

/** Acts on a live cloud by XML-RPC. */
export const xmlrpcEnactor = (client: Client): Enactor => ({
  name: client.name,
  send: async (command, signal) => answerOf(await client.call(...callOf(command), { signal })),
  look: (vms, signal) => look(client, vms, signal),
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
    const reply = await client.call('one.vmpool.infoset', [vms.slice(from, from + PAGE).join(','), true], {
      signal,
      retry: true,
    });
    if (reply.kind !== 'value' || typeof reply.value !== 'string') throw notAnswered(client, reply);
    for (const status of vmStatuses(reply.value, client.name))
      if (present.has(status.vm)) present.set(status.vm, status);
  }
  return present;
}

function notAnswered({ name }: Client, reply: Reply<Value>): InputError {
  const problem = reply.kind === 'value' ? 'the answer to one.vmpool.infoset is no text' : reply.message;
  return new InputError(name, problem, 'Check that oned runs, its address and the credentials.');
}
