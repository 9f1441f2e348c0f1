import assert from 'node:assert/strict';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An action as oned's parser takes it. */
export interface ParsedAction {
  readonly vm: number;
  readonly operation: string;
  readonly host: number;
  readonly datastore: number;
  readonly nics: readonly { readonly nic: number; readonly network: number }[];
}

export interface ParsedPlan {
  readonly id: number;
  readonly actions: readonly ParsedAction[];
}

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({ preserveOrder: true, parseTagValue: false, ignoreDeclaration: true });

/**
 * Reads a PLAN by the rules of oned 7.4: elements, order and types of its XSD, and what its parser wants beyond that
 * (HOST_ID and DS_ID in every action). Fails on the first that is broken. Shares nothing with what writes plans.
 */
export function parsedPlan(xml: string): ParsedPlan {
  assert.equal(XMLValidator.validate(xml), true, 'well-formed');
  const roots = parser.parse(xml) as readonly Node[];
  assert.deepEqual(roots.map(nameOf), ['PLAN']);
  const [id, ...actions] = childrenOf(roots[0] as Node);
  assert.equal(nameOf(id as Node), 'ID');
  return { id: integer(id as Node), actions: actions.map(actionOf) };
}

function actionOf(node: Node): ParsedAction {
  assert.equal(nameOf(node), 'ACTION');
  const [vm, operation, host, datastore, ...nics] = childrenOf(node) as [Node, Node, Node, Node, ...Node[]];
  assert.deepEqual([vm, operation, host, datastore].map(nameOf), ['VM_ID', 'OPERATION', 'HOST_ID', 'DS_ID']);
  return {
    vm: integer(vm),
    operation: textOf(operation),
    host: integer(host),
    datastore: integer(datastore),
    nics: nics.map(nicOf),
  };
}

function nicOf(node: Node): ParsedAction['nics'][number] {
  assert.equal(nameOf(node), 'NIC');
  const [nic, network, ...rest] = childrenOf(node) as [Node, Node, ...Node[]];
  assert.deepEqual([nameOf(nic), nameOf(network), rest.length], ['NIC_ID', 'NETWORK_ID', 0]);
  return { nic: integer(nic), network: integer(network) };
}

const nameOf = (node: Node): string => Object.keys(node).filter((key) => key !== ':@')[0] ?? '';
const childrenOf = (node: Node): readonly Node[] => node[nameOf(node)] as readonly Node[];
const textOf = (node: Node): string => String(childrenOf(node)[0]?.['#text'] ?? '');

function integer(node: Node): number {
  assert.match(textOf(node), /^-?\d+$/, nameOf(node));
  return Number(textOf(node));
}
