import type { Command } from '../domain/enactment.ts';
import type { Attributes } from '../ports.ts';

/** The extra template of a first deploy: the network of each automatic NIC; empty without any. */
export const nicTemplate = ({ networks }: Command): string =>
  networks
    .map(({ nicId, network }) => `NIC=[NIC_ID="${nicId}", NETWORK_MODE="auto", NETWORK_ID="${network}"]`)
    .join('\n');

/** Attributes as OpenNebula's template language has them, one a line. */
export const templateOf = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? quoted(value) : vector(value)}`)
    .join('\n');

const vector = (values: Readonly<Record<string, string>>): string =>
  `[ ${Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(', ')} ]`;

/** A quote or a backslash can not be told apart from the end of the value by every version: they are replaced. */
const quoted = (value: string): string =>
  `"${value
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll('\\', '/')
    .replaceAll('"', "'")}"`;
