import { InputError } from '../../domain/errors.ts';
import { onevmEnactor } from '../../enact/onevm.ts';
import { xmlrpcEnactor } from '../../enact/xmlrpc.ts';
import { connect } from '../../opennebula/client.ts';
import { commandsOn } from '../../opennebula/commands.ts';
import { type Environment, readCredentials } from '../../opennebula/credentials.ts';
import { endpointOf } from '../../opennebula/endpoint.ts';
import type { Enactor } from '../../ports.ts';

/** A door to act through, and the address of the cloud behind it. */
export interface Through {
  readonly enactor: Enactor;
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/**
 * The door that is named, else the one that the plan's cloud was read through.
 *
 * @throws InputError when a recording can not be acted on, or the credentials can not be read.
 */
export function throughOf(given: string | null, source: string, environment: Environment): Through {
  const name = given ?? source;
  const [, kind, place] = /^(xmlrpc|onevm)(?::(.+))?$/s.exec(name) ?? [];
  if (kind === 'onevm' && place === undefined) {
    const endpoint = endpointOf(null, environment).url;
    return { enactor: onevmEnactor(commandsOn({ environment })), endpoint, close: async () => undefined };
  }
  if (kind !== 'xmlrpc') {
    const problem = given === null ? `${source} can not be acted on` : `there is no door "${given}"`;
    throw new InputError('--through', problem, 'Write xmlrpc, xmlrpc:URL or onevm.');
  }
  const endpoint = endpointOf(place ?? null, environment);
  const client = connect(endpoint, readCredentials(environment));
  return { enactor: xmlrpcEnactor(client), endpoint: endpoint.url, close: () => client.close() };
}
