import { InputError } from '../../domain/errors.ts';
import type { SimulationPolicy } from '../policy.ts';
import { conservative } from './conservative.ts';
import { easy } from './easy.ts';
import { fcfs } from './fcfs.ts';

const POLICIES: Readonly<Record<string, () => SimulationPolicy>> = { fcfs, easy, conservative };

export const SIMULATION_POLICIES: readonly string[] = Object.keys(POLICIES);

/** A policy by its name. Throws an `InputError` for one that is not known. */
export function policyNamed(name: string): SimulationPolicy {
  const make = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
  if (make !== undefined) return make();
  throw new InputError('--policies', `there is no "${name}"`, `Write one of ${SIMULATION_POLICIES.join(', ')}.`);
}
