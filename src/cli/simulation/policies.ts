import { checkSchedule } from '../../check/schedule.ts';
import { optimiserSettings } from '../../simulate/optimiser/named.ts';
import { optimiserPolicy } from '../../simulate/optimiser/optimiser.ts';
import { loadPolicy } from '../../simulate/policies/load.ts';
import { policyNamed, SIMULATION_POLICIES } from '../../simulate/policies/registry.ts';
import type { SimulationPolicy } from '../../simulate/policy.ts';
import { solverNamed } from '../../solve/registry.ts';

/** What is compared when nothing is named. */
export const DEFAULT_POLICIES: readonly string[] = ['optimiser', ...SIMULATION_POLICIES];

/** A policy by its name, or a user's own: `file:./my-policy.mjs`. Throws an `InputError` for one that is not known. */
export async function policyOf(name: string): Promise<SimulationPolicy> {
  if (name.startsWith('file:')) return loadPolicy(name.slice('file:'.length));
  if (/^optimiser(:|$)/.test(name)) return optimiser(name);
  return policyNamed(name);
}

const optimiser = (name: string): SimulationPolicy =>
  optimiserPolicy(optimiserSettings(name), solverNamed('sequence', { check: checkSchedule, workers: 1 }));
