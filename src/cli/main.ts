#!/usr/bin/env node
import process from 'node:process';
import { EXIT } from './exit-codes.ts';
import { processIo } from './io.ts';
import { run } from './run.ts';

/** Runs the command line, and ends the process once everything is written, whatever may still be going on. */
const code = await run(process.argv.slice(2), processIo(EXIT.interrupted));
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
