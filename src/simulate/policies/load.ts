import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '../../domain/errors.ts';
import type { SimulationPolicy } from '../policy.ts';

/**
 * A user's own policy: a module whose export `policy` (or default) is one, or a function that makes one. Throws an
 * `InputError` when there is none.
 */
export async function loadPolicy(file: string): Promise<SimulationPolicy> {
  const exported = await exportOf(file);
  const policy: unknown = typeof exported === 'function' ? exported() : exported;
  if (isPolicy(policy)) return policy;
  const problem = 'exports no policy with a name and a function decide';
  throw new InputError(file, problem, 'Export one as policy, or a function that makes one.');
}

async function exportOf(file: string): Promise<unknown> {
  try {
    const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(resolve(file)).href);
    return module.policy ?? module.default;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(file, `can not be loaded (${message})`, 'Name a JavaScript module.', { cause });
  }
}

const isPolicy = (value: unknown): value is SimulationPolicy =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'decide' in value &&
  typeof value.decide === 'function';
