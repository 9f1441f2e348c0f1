import { InputError } from '../../../domain/errors.ts';
import type { SimulationPolicy } from '../../policy.ts';
import { oneDrs } from './one-drs.ts';

/** `one-drs:pack` or `one-drs:balance`; `one-drs` balances, as one_drs is shipped. Throws an `InputError` for others. */
export function oneDrsNamed(name: string): SimulationPolicy {
  const [, objective = 'balance', ...more] = name.split(':');
  if (more.length === 0 && (objective === 'pack' || objective === 'balance')) return { ...oneDrs(objective), name };
  const problem = `one-drs can not be set to "${[objective, ...more].join(':')}"`;
  throw new InputError('--policies', problem, 'Write one-drs:pack or one-drs:balance.');
}
