import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../domain/errors.ts';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Who speaks to OpenNebula. The session string lives in closures alone: printed, logged or serialised, this says
 * nothing.
 */
export interface Credentials {
  /** The user's name, for messages. */
  readonly user: string;
  /** `user:password` or `user:token`, for the wire and for nothing else. */
  readonly session: () => string;
  /** Text with the session and the password taken out of it, for what a server echoes. */
  readonly scrub: (text: string) => string;
}

const REMEDY = 'Write user:password on its first line, readable by you alone, or name such a file in ONE_AUTH.';

/**
 * Credentials from the file that ONE_AUTH names, else from `~/.one/one_auth`.
 *
 * @throws InputError when there is no such file or it holds no `user:password`. The message never quotes it.
 */
export function readCredentials(environment: Environment): Credentials {
  const file = environment.ONE_AUTH || join(environment.HOME ?? '/', '.one', 'one_auth');
  const line = firstLine(file).trim();
  if (/^[^:\s]+:.+$/.test(line)) return credentialsOf(line);
  throw new InputError(file, 'has no user:password on its first line', REMEDY);
}

/** Credentials of a session string that is known already. */
export function credentialsOf(session: string): Credentials {
  const colon = session.indexOf(':');
  const user = session.slice(0, colon);
  const secrets = [session, session.slice(colon + 1)].filter((secret) => secret !== '');
  return {
    user,
    session: () => session,
    scrub: (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text),
  };
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n', 1)[0] ?? '';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(file, `the credentials can not be read (${code ?? 'unknown error'})`, REMEDY);
  }
}
