import { InputError } from '../../domain/errors.ts';
import { DEFAULT_POLICIES, policyOf } from './policies.ts';

/** A policy as it was asked for, and as reports call it. */
export interface AskedPolicy {
  readonly asked: string;
  readonly name: string;
}

/**
 * Makes each policy once, so that one that is not known is refused before anything runs. Two that call themselves the
 * same are told apart by how they were asked for.
 */
export async function policiesAsked(given: readonly string[] | undefined): Promise<readonly AskedPolicy[]> {
  const asked = given ?? DEFAULT_POLICIES;
  const twice = asked.find((name, index) => asked.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError('--policies', `"${twice}" is named twice`, 'Name each policy once.');
  const found: AskedPolicy[] = [];
  for (const name of asked) {
    const policy = await policyOf(name);
    await policy.close?.();
    found.push({ asked: name, name: found.some((other) => other.name === policy.name) ? name : policy.name });
  }
  return found;
}

/** Whom the others are compared with; null when there is one policy. Throws an `InputError` for one that does not run. */
export function baselineOf(policies: readonly AskedPolicy[], given: string | undefined): string | null {
  const named = policies.find(({ asked, name }) => asked === given || name === given);
  if (given !== undefined && named === undefined) {
    const known = policies.map(({ asked }) => asked).join(', ');
    throw new InputError('--baseline', `"${given}" is not among the policies`, `Write one of ${known}.`);
  }
  if (policies.length < 2) return null;
  return (named ?? policies.find(({ name }) => name === 'easy') ?? policies.at(-1))?.name ?? null;
}
