import { Field } from './fields.ts';

/** Where everything is now: nodes and VMs by BtrPlace's numbers. */
export interface Model {
  readonly nodes: readonly { readonly id: number; readonly online: boolean }[];
  readonly vms: readonly VmState[];
  readonly resources: readonly Resource[];
  /** How long an action on a VM takes, in seconds. */
  readonly vmSeconds: (action: 'migrate' | 'boot' | 'resume', vm: number) => number;
  readonly nodeSeconds: (action: 'shutdown', node: number) => number;
}

export interface VmState {
  readonly id: number;
  readonly state: 'running' | 'sleeping' | 'ready';
  /** Node it is on; null when it is ready. */
  readonly node: number | null;
}

export interface Resource {
  readonly name: string;
  readonly capacityOf: (node: number) => number;
  readonly demandOf: (vm: number) => number;
}

/** What BtrPlace takes for an action that nothing is said about. */
const DEFAULT_SECONDS = 1;

/** Reads `model`: the mapping, the resources among its views, and the attributes that are durations. */
export function readModel(model: Field): Model {
  const mapping = model.at('mapping');
  const online = mapping.at('onlineNodes').entries();
  const secondsOf = (kind: 'vms' | 'nodes') => {
    const seconds = durations(model.at('attributes').at(kind));
    return (action: string, id: number): number => seconds.get(`${action} ${id}`) ?? DEFAULT_SECONDS;
  };
  return {
    nodes: [
      ...online.map(([name, node]) => ({ id: numbered(name, node), online: true })),
      ...wholesOf(mapping.at('offlineNodes')).map((id) => ({ id, online: false })),
    ].sort((a, b) => a.id - b.id),
    vms: [
      ...online.flatMap(([name, node]) => hosted(node, numbered(name, node))),
      ...wholesOf(mapping.at('readyVMs')).map((id): VmState => ({ id, state: 'ready', node: null })),
    ].sort((a, b) => a.id - b.id),
    resources: (model.at('views').isAbsent ? [] : model.at('views').list())
      .filter((view) => view.at('id').text() === 'shareableResource')
      .map(readResource),
    vmSeconds: secondsOf('vms'),
    nodeSeconds: secondsOf('nodes'),
  };
}

function hosted(node: Field, on: number): readonly VmState[] {
  const inState = (name: string, state: VmState['state']): readonly VmState[] =>
    wholesOf(node.at(name)).map((id) => ({ id, state, node: on }));
  return [...inState('runningVMs', 'running'), ...inState('sleepingVMs', 'sleeping')];
}

function readResource(view: Field): Resource {
  const amounts = (name: string, otherwise: string) => {
    const known = new Map(
      view
        .at(name)
        .entries()
        .map(([id, amount]) => [numbered(id, amount), amount.whole()]),
    );
    const rest = view.at(otherwise).isAbsent ? 0 : view.at(otherwise).whole();
    return (id: number): number => known.get(id) ?? rest;
  };
  return {
    name: view.at('rcId').text(),
    capacityOf: amounts('nodes', 'defCapacity'),
    demandOf: amounts('vms', 'defConsumption'),
  };
}

/** Seconds by `action id`. */
function durations(attributes: Field): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  if (attributes.isAbsent) return seconds;
  for (const [id, ofObject] of attributes.entries()) {
    for (const action of ['migrate', 'boot', 'resume', 'shutdown']) {
      const duration = ofObject.at(action);
      if (!duration.isAbsent) seconds.set(`${action} ${id}`, duration.whole());
    }
  }
  return seconds;
}

const wholesOf = (list: Field): readonly number[] => (list.isAbsent ? [] : list.wholes());

const numbered = (name: string, field: Field): number => Field.numberOf(name) ?? field.refuse('expected a number');
