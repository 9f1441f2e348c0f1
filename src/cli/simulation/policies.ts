import { loadPolicy } from '../../simulate/policies/load.ts';
import { policyNamed, SIMULATION_POLICIES } from '../../simulate/policies/registry.ts';
import type { SimulationPolicy } from '../../simulate/policy.ts';

/** What is compared when nothing is named. */
export const DEFAULT_POLICIES: readonly string[] = SIMULATION_POLICIES;

/** A policy by its name, or a user's own: `file:./my-policy.mjs`. Throws an `InputError` for one that is not known. */
export const policyOf = async (name: string): Promise<SimulationPolicy> =>
  name.startsWith('file:') ? loadPolicy(name.slice('file:'.length)) : policyNamed(name);
