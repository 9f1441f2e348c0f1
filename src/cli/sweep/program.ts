import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { toolVersion } from '../version.ts';

const DIGITS = 12;

/**
 * The program that runs here, told by its own files and the major version of Node that runs it: two programs of the
 * same name give the same results. `0.1.0-3f2a…-node20`.
 */
export function programName(): string {
  const [node] = process.versions.node.split('.');
  return `${toolVersion()}-${filesHash().slice(0, DIGITS)}-node${node}`;
}

/** Of all modules of `src/` (or of what it was compiled to), by name. */
function filesHash(): string {
  const folder = fileURLToPath(new URL('../../', import.meta.url));
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.[jt]s$/.test(name)).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}
