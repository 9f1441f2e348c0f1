import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../domain/errors.ts';
import type { Environment } from './credentials.ts';

/** Where oned listens, and how its certificate is judged. */
export interface Endpoint {
  /** `http://localhost:2633/RPC2`; never with a user or a password in it. */
  readonly url: string;
  /** Authorities to trust beside the system's, as PEM. */
  readonly authorities: readonly string[];
  /** Takes any certificate. Off unless the operator says so. */
  readonly insecure: boolean;
}

const DEFAULT_URL = 'http://localhost:2633/RPC2';
const REMEDY = 'Write it like http://localhost:2633/RPC2, or set ONE_XMLRPC so.';

/**
 * The endpoint of oned's XML-RPC: the URL given, else ONE_XMLRPC, else `http://localhost:2633/RPC2`. ONE_CERT_DIR names
 * a folder of authorities to trust, ONE_DISABLE_SSL_VERIFY takes any certificate.
 *
 * @throws InputError when it is no http or https URL, or has credentials in it.
 */
export function endpointOf(given: string | null, environment: Environment): Endpoint {
  const from = given !== null ? 'xmlrpc' : 'ONE_XMLRPC';
  return {
    url: checkedUrl(from, given ?? (environment.ONE_XMLRPC || DEFAULT_URL)),
    authorities: authoritiesIn(environment.ONE_CERT_DIR || null),
    insecure: /^(1|yes|true)$/i.test(environment.ONE_DISABLE_SSL_VERIFY ?? ''),
  };
}

function checkedUrl(from: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InputError(from, 'the address of OpenNebula is no http or https URL', REMEDY);
  }
  if (url.username === '' && url.password === '') return url.href;
  throw new InputError(from, 'credentials do not belong in the URL', 'Put them into the file that ONE_AUTH names.');
}

function authoritiesIn(directory: string | null): readonly string[] {
  if (directory === null) return [];
  try {
    const files = readdirSync(directory).filter((name) => /\.(pem|crt|cer)$/.test(name));
    return files.toSorted().map((name) => readFileSync(join(directory, name), 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = `the certificates can not be read (${code ?? 'unknown error'})`;
    throw new InputError(directory, problem, 'Name a folder of PEM files in ONE_CERT_DIR.', { cause: error });
  }
}
