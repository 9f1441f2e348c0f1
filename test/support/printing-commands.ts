import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Environment } from '../../src/opennebula/credentials.ts';
import { temporaryFolder } from './recorded.ts';

const PROGRAMS = ['onevm', 'onehost', 'onecluster', 'onedatastore', 'onevnet', 'onevmgroup'];

/** Prints the file that is named after the command, and ends as the file beside it says. */
const SCRIPT = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const words = [basename(process.argv[1]), ...process.argv.slice(2)];
const folder = process.env.PRINTED;
appendFileSync(join(folder, 'calls'), JSON.stringify(words) + '\\n');
const file = join(folder, words.join(' '));
if (existsSync(file + '.js')) require(file + '.js');
else if (existsSync(file)) process.stdout.write(readFileSync(file));
else { process.stdout.write('## SYNOPSIS\\n'); process.stderr.write("Command '" + words.slice(1).join(' ') + "' not found\\n"); }
`;

export interface PrintingCommands {
  readonly environment: Environment;
  /** Where what was called is noted, a line each. */
  readonly calls: string;
}

/** Commands on a PATH of their own that print what is given here, by command line; `.js` after it runs instead. */
export function printingCommands(printed: Readonly<Record<string, string>>): PrintingCommands {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'script'), SCRIPT, { mode: 0o755 });
  for (const program of PROGRAMS) symlinkSync('script', join(bin, program));
  for (const [line, text] of Object.entries(printed)) writeFileSync(join(folder, line), text);
  writeFileSync(join(folder, 'one_auth'), 'oneadmin:planted-password\n');
  const path = `${bin}:${join(process.execPath, '..')}:/usr/bin:/bin`;
  const environment = { PATH: path, HOME: folder, PRINTED: folder, ONE_AUTH: join(folder, 'one_auth') };
  return { environment, calls: join(folder, 'calls') };
}
