import { join } from 'node:path';
import { InputError } from '../domain/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this user's planners keep what they must remember: ONEPLAN_STATE, else XDG's place for state. */
export function stateFolder(environment: Environment): string {
  const { ONEPLAN_STATE: own, XDG_STATE_HOME: state, HOME: home } = environment;
  if (own) return own;
  if (state) return join(state, 'oneplan');
  if (home) return join(home, '.local', 'state', 'oneplan');
  throw new InputError(
    'store',
    'there is no home directory to keep it in',
    'Set ONEPLAN_STATE, or name a file with --store.',
  );
}

/** The store when none is named: ONEPLAN_STORE, else one in the state folder. */
export const defaultStore = (environment: Environment): string =>
  environment.ONEPLAN_STORE || join(stateFolder(environment), 'store.db');

/** Where the planner process listens for oned's scheduler driver. */
export const driverSocket = (environment: Environment): string => join(stateFolder(environment), 'driver.sock');
