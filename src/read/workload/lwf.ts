import type { Amounts } from '../../domain/resources.ts';
import type { WorkloadHost } from '../../domain/workload.ts';
import { MAX_GANG } from './gangs.ts';
import type { Draft, Item, ItemReader } from './item.ts';
import { lwfTimes, termsOf, wrong } from './lwf-terms.ts';
import { lwfSeconds } from './lwf-time.ts';
import { childOf, type LwfElement, wholesReader } from './lwf-xml.ts';

/**
 * Haizea's lease workload. A start with a deadline is "not before"; without one it is exact; an empty one is best
 * effort. Parts of a second count as whole ones, except that a deadline is rounded down.
 */
export const lwfReader = (file: string): ItemReader =>
  wholesReader(file, {
    root: 'lease-workload',
    wholes: { site: readSite, 'lease-request': readRequest },
  });

function readSite(site: LwfElement, place: string): readonly Item[] {
  const nodes = readNodes(childOf(site, 'nodes'));
  if (typeof nodes === 'string') return [{ kind: 'malformed', reason: `site: ${nodes}`, place }];
  return [
    { kind: 'hosts', hosts: nodes.map((capacity, index): WorkloadHost => ({ name: `host-${index + 1}`, capacity })) },
  ];
}

function readRequest(element: LwfElement, place: string): readonly Item[] {
  const draft = draftOf(element);
  if (typeof draft === 'string') return [{ kind: 'malformed', reason: draft, place }];
  return [{ kind: 'request', draft, place }];
}

/** The draft, or why there is none. */
function draftOf(element: LwfElement): Draft | string {
  const lease = childOf(element, 'lease');
  if (lease === null) return 'a lease-request without a lease';
  const submit = lwfSeconds(element.attributes.arrival ?? '');
  if (submit === null) return wrong('arrival', element.attributes.arrival);
  const id = lease.attributes.id?.trim() ?? '';
  if (id === '') return 'a lease without an id';
  const moments = lwfTimes(lease, submit);
  if (typeof moments === 'string') return moments;
  const vms = readNodes(childOf(lease, 'nodes'));
  if (typeof vms === 'string') return vms;
  const runTimes = runTimesOf(element, lease);
  if (typeof runTimes === 'string') return runTimes;
  return { ...restOf(lease), ...runTimes, id, submitSeconds: Math.ceil(submit), terms: termsOf(moments), vms };
}

type RunTimes = Pick<Draft, 'durationSeconds' | 'realSeconds'>;

function runTimesOf(element: LwfElement, lease: LwfElement): RunTimes | string {
  const text = childOf(lease, 'duration')?.attributes.time;
  const asked = text?.trim() === 'unlimited' ? null : wholeSpan(text);
  if (asked === undefined) return wrong('duration', text);
  const real = childOf(element, 'realduration');
  if (real === null) return { durationSeconds: asked, realSeconds: asked };
  const realSeconds = wholeSpan(real.attributes.time);
  return realSeconds === undefined
    ? wrong('realduration', real.attributes.time)
    : { durationSeconds: asked, realSeconds };
}

function wholeSpan(text: string | undefined): number | undefined {
  const seconds = lwfSeconds(text ?? '');
  return seconds === null || seconds <= 0 ? undefined : Math.ceil(seconds);
}

type Rest = Pick<Draft, 'preemptible' | 'weight' | 'user' | 'image' | 'hosts' | 'extras'>;

const restOf = (lease: LwfElement): Rest => ({
  preemptible: preemptibleOf(lease.attributes.preemptible),
  weight: 1,
  user: null,
  image: imageOf(childOf(lease, 'software')),
  hosts: null,
  extras: extrasOf(childOf(lease, 'extra')),
});

/** The files say true and false, the manual says yes and no. */
function preemptibleOf(text: string | undefined): boolean | 'unsaid' {
  if (/^(true|yes)$/i.test(text?.trim() ?? '')) return true;
  return /^(false|no)$/i.test(text?.trim() ?? '') ? false : 'unsaid';
}

export function imageOf(software: LwfElement | null): Draft['image'] {
  const image = childOf(software, 'disk-image');
  const name = image?.attributes.id?.trim() ?? '';
  const sizeMib = Number(image?.attributes.size);
  return name === '' || !Number.isSafeInteger(sizeMib) || sizeMib < 0 ? null : { name, sizeMib };
}

export const extrasOf = (extra: LwfElement | null): Draft['extras'] =>
  Object.fromEntries(
    (extra?.children ?? [])
      .filter(({ name, attributes }) => name === 'attr' && (attributes.name ?? '') !== '')
      .map(({ attributes }) => [attributes.name as string, attributes.value ?? '']),
  );

/** One entry a node, or why there are none. */
function readNodes(nodes: LwfElement | null): readonly Amounts[] | string {
  const all: Amounts[] = [];
  for (const set of nodes?.children.filter(({ name }) => name === 'node-set') ?? []) {
    const count = Number(set.attributes.numnodes);
    if (!Number.isSafeInteger(count) || count < 1) return wrong('numnodes', set.attributes.numnodes);
    if (all.length + count > MAX_GANG) return `more than ${MAX_GANG} nodes`;
    const amounts = amountsOf(set);
    if (typeof amounts === 'string') return amounts;
    for (let each = 0; each < count; each += 1) all.push(amounts);
  }
  return all.length === 0 ? 'no nodes' : all;
}

function amountsOf(set: LwfElement): Amounts | string {
  const amount = (type: string): number => {
    const found = set.children.find((child) => child.name === 'res' && child.attributes.type === type);
    return found === undefined ? 0 : Number(found.attributes.amount);
  };
  const [cpuCentis, memoryMib] = [amount('CPU'), amount('Memory')];
  const sound = [cpuCentis, memoryMib].every((value) => Number.isSafeInteger(value) && value >= 0);
  return sound ? { cpuCentis, memoryMib } : 'expected whole amounts of CPU and Memory';
}
