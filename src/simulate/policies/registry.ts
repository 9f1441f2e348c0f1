import { InputError } from '../../domain/errors.ts';
import type { SimulationPolicy } from '../policy.ts';
import { conservative } from './conservative.ts';
import { easy } from './easy.ts';
import { fcfs } from './fcfs.ts';
import { haizeaNamed } from './haizea/named.ts';
import { oneDrsNamed } from './one-drs/named.ts';
import { rank } from './rank/rank.ts';
import { slowdown } from './slowdown/slowdown.ts';

const POLICIES: Readonly<Record<string, (name: string) => SimulationPolicy>> = {
  fcfs,
  easy,
  conservative,
  haizea: haizeaNamed,
  slowdown,
  'one-drs': oneDrsNamed,
  'rank-packing': () => rank('packing'),
  'rank-striping': () => rank('striping'),
  'rank-load-aware': () => rank('load-aware'),
};

export const SIMULATION_POLICIES: readonly string[] = Object.keys(POLICIES);

/** What `--policies` takes, as help and refusals list it. */
export const POLICY_NAMES: string = ['optimiser', ...SIMULATION_POLICIES, 'file:MODULE'].join(', ');

/** A policy by its name; what follows a colon says how it is set. Throws an `InputError` for one that is not known. */
export function policyNamed(name: string): SimulationPolicy {
  const [kind = ''] = name.split(':');
  const make = Object.hasOwn(POLICIES, kind) ? POLICIES[kind] : undefined;
  if (make !== undefined) return make(name);
  throw new InputError('--policies', `there is no "${name}"`, `Write one of ${POLICY_NAMES}.`);
}
