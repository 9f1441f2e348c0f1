import { InputError } from '../../domain/errors.ts';
import { checkTogether, merged } from '../../read/policy/merge.ts';
import { parsePolicy } from '../../read/policy-file.ts';
import type { Change } from './change.ts';

/** `--set preemption.operation=none`: a setting of the policy, named and written as in its file. */
export function setting(given: string): Change {
  const [, path, value] = /^([a-z-]+(?:\.[a-z-]+)*)=(.+)$/s.exec(given) ?? [];
  if (path === undefined || value === undefined) {
    throw new InputError('--set', `expected setting=value, found "${given}"`, 'Write preemption.operation=none.');
  }
  const overrides = parsePolicy(`--set ${given}`, asFile(path.split('.'), value));
  return ({ snapshot, policy }) => {
    const changed = merged(policy, overrides);
    checkTogether(`--set ${given}`, changed);
    return { snapshot, policy: changed };
  };
}

/** What a policy file would say, with the value as it is written: `preemption: { operation: none }`. */
const asFile = (path: readonly string[], value: string): string =>
  path.reduceRight(
    (inner, key, depth) => (depth === path.length - 1 ? `${key}: ${inner}` : `${key}: { ${inner} }`),
    value,
  );
