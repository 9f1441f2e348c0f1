import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Problem } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';

/** One VM from a node (null: booted) to another, in seconds. */
interface Action {
  readonly vm: number;
  readonly from: number | null;
  readonly to: number;
  readonly begin: number;
  readonly end: number;
}

interface Document {
  readonly model: {
    readonly mapping: { readonly onlineNodes: Readonly<Record<string, { readonly runningVMs: readonly number[] }>> };
    readonly views: readonly {
      readonly id: string;
      readonly rcId: string;
      readonly defCapacity: number;
      readonly defConsumption: number;
      readonly nodes: Readonly<Record<string, number>>;
      readonly vms: Readonly<Record<string, number>>;
    }[];
  };
  readonly constraints: readonly {
    readonly id: string;
    readonly vm: number;
    readonly vms: readonly number[];
    readonly nodes: readonly number[];
    readonly parts: readonly (readonly number[])[];
    readonly rc: string;
    readonly amount: number;
  }[];
}

/**
 * Carries a schedule out on the file itself, in BtrPlace's terms and second by second, and says what it breaks: at every
 * instant a node that a VM has come to holds no more than its capacity, both nodes of a move counted, and VMs spread are
 * on different nodes; at the end all that is asked for is so.
 */
export function replayOnFile(file: string, problem: Problem, schedule: Schedule): readonly string[] {
  const bytes = readFileSync(file);
  const document = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as Document;
  const actions = actionsOf(problem, schedule);
  const before = new Map<number, number>();
  for (const [node, { runningVMs }] of Object.entries(document.model.mapping.onlineNodes)) {
    for (const vm of runningVMs) before.set(vm, Number(node));
  }
  const faults: string[] = [];
  const instants = [...new Set(actions.flatMap(({ begin, end }) => [begin, end]))].sort((a, b) => a - b);
  for (const instant of instants) {
    const on = placesAt(before, actions, instant);
    faults.push(...crowded(document, actions, on, instant), ...unspread(document, before, on, instant));
  }
  return [...faults, ...unfinished(document, placesAt(before, actions, Number.POSITIVE_INFINITY))];
}

function actionsOf(problem: Problem, schedule: Schedule): readonly Action[] {
  return schedule.flatMap((decision, index): readonly Action[] => {
    const job = problem.jobs[index];
    const vm = problem.vms[index]?.id as number;
    if (decision.kind === 'start') {
      const begin = problem.edges[decision.slot] as number;
      return [{ vm, from: null, to: problem.hosts[decision.hosts[0] as number]?.id as number, begin, end: begin + 1 }];
    }
    const move = decision.kind === 'run' ? decision.moves[0] : undefined;
    if (move === undefined || job?.kind !== 'running') return [];
    const begin = problem.edges[move.slot] as number;
    const [from, to] = [problem.hosts[job.on[0] as number], problem.hosts[move.host]];
    const end = begin + (job.moves[0]?.transitSeconds ?? 0);
    return [{ vm, from: from?.id as number, to: to?.id as number, begin, end }];
  });
}

/** Nodes that hold each VM at an instant: two while it is in transit. */
function placesAt(before: ReadonlyMap<number, number>, actions: readonly Action[], instant: number) {
  const on = new Map([...before].map(([vm, node]) => [vm, [node]]));
  for (const { vm, from, to, begin, end } of actions) {
    if (instant >= begin) on.set(vm, from !== null && instant < end ? [from, to] : [to]);
  }
  return on;
}

function amounts({ model, constraints }: Document) {
  const views = model.views.filter(({ id }) => id === 'shareableResource');
  return views.map(({ rcId, nodes, vms, defCapacity, defConsumption }) => {
    const demand = new Map(Object.entries(vms).map(([vm, amount]) => [Number(vm), amount]));
    const capacity = new Map(Object.entries(nodes).map(([node, amount]) => [Number(node), amount]));
    for (const { id, rc, vm, amount, nodes: of } of constraints) {
      if (rc !== rcId) continue;
      if (id === 'preserve') demand.set(vm, amount);
      if (id === 'resourceCapacity')
        for (const node of of) capacity.set(node, Math.min(amount, capacity.get(node) ?? 0));
    }
    return {
      demandOf: (vm: number) => demand.get(vm) ?? defConsumption,
      capacityOf: (node: number) => capacity.get(node) ?? defCapacity,
    };
  });
}

function crowded(
  document: Document,
  actions: readonly Action[],
  on: ReadonlyMap<number, readonly number[]>,
  instant: number,
): readonly string[] {
  const come = new Set(actions.filter(({ begin }) => begin <= instant).map(({ to }) => to));
  return over(document, on)
    .filter((node) => come.has(node))
    .map((node) => `second ${instant}: node ${node} is full`);
}

/** Nodes above their capacity. */
function over(document: Document, on: ReadonlyMap<number, readonly number[]>): readonly number[] {
  return amounts(document).flatMap(({ demandOf, capacityOf }) => {
    const used = new Map<number, number>();
    for (const [vm, nodes] of on) for (const node of nodes) used.set(node, (used.get(node) ?? 0) + demandOf(vm));
    return [...used].filter(([node, amount]) => amount > capacityOf(node)).map(([node]) => node);
  });
}

function unspread(
  { constraints }: Document,
  before: ReadonlyMap<number, number>,
  on: ReadonlyMap<number, readonly number[]>,
  instant: number,
): readonly string[] {
  return constraints.flatMap(({ id, vms }) => {
    if (id !== 'spread') return [];
    const nodes = vms.flatMap((vm) => on.get(vm) ?? []);
    const stays = vms.map((vm) => before.get(vm)).filter((node) => node !== undefined);
    const wasBroken = new Set(stays).size < stays.length;
    return new Set(nodes).size < nodes.length && !wasBroken ? [`second ${instant}: VMs ${vms} share a node`] : [];
  });
}

function unfinished(document: Document, on: ReadonlyMap<number, readonly number[]>): readonly string[] {
  const at = (vm: number): number | undefined => on.get(vm)?.[0];
  return [
    ...over(document, on).map((node) => `at the end node ${node} is over its capacity`),
    ...document.constraints.flatMap(({ id, vm, vms, nodes, parts }) => {
      const isKept =
        id === 'running'
          ? on.has(vm)
          : id === 'spread'
            ? new Set(vms.map(at)).size === vms.length
            : id === 'among'
              ? parts.some((part) => vms.every((each) => part.includes(at(each) as number)))
              : id !== 'fence' || nodes.includes(at(vm) as number);
      return isKept ? [] : [`at the end ${id} of VMs ${vms ?? vm} is broken`];
    }),
  ];
}
