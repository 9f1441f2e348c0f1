import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../recorded.ts';
import type { ControlAnswers, ControlCommand } from './control.ts';
import type { CloudSpec } from './core/cloud.ts';

export interface StartOptions {
  /** A cloud of your own, or the name of a preset: `hosts-20` when neither is given. */
  readonly cloud?: CloudSpec | string;
  readonly seed?: number;
  readonly folder?: string;
  readonly port?: number;
  readonly eventsPort?: number;
  /** Seconds by which the cloud's clock is ahead. */
  readonly clockOffsetSeconds?: number;
}

/** A stand-in in a process of its own. */
export interface RunningOned {
  readonly xmlrpcUrl: string;
  readonly eventsUrl: string;
  readonly databaseFile: string;
  readonly authFile: string;
  readonly controlUrl: string;
  readonly folder: string;
  /** Environment in which `onevm` and the like are found and speak to it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly control: <Do extends ControlCommand['do']>(
    command: Extract<ControlCommand, { do: Do }>,
  ) => Promise<ControlAnswers[Do]>;
  /** Ends it, and waits for that. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

const here = dirname(fileURLToPath(import.meta.url));
/** Folder of `onevm`, `onehost` and the like. */
export const COMMANDS = join(here, 'bin');

/** Starts a stand-in and waits until every door is open. */
export async function startOned(options: StartOptions = {}): Promise<RunningOned> {
  const folder = options.folder ?? temporaryFolder();
  const child = spawn(process.execPath, argumentsOf(options, folder), { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await firstLine(child);
  const doors = JSON.parse(line) as Pick<
    RunningOned,
    'xmlrpcUrl' | 'eventsUrl' | 'databaseFile' | 'authFile' | 'controlUrl'
  >;
  return {
    ...doors,
    folder,
    environment: {
      ...process.env,
      ONE_XMLRPC: doors.xmlrpcUrl,
      ONE_AUTH: doors.authFile,
      PATH: `${COMMANDS}:${process.env.PATH ?? ''}`,
    },
    control: (command) => tell(doors.controlUrl, command),
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

function argumentsOf(options: StartOptions, folder: string): readonly string[] {
  const main = join(here, 'main.ts');
  const args = [
    '--import',
    join(here, '../typescript.mjs'),
    main,
    '--until-stdin-ends',
    '--dir',
    folder,
    '--cloud',
    cloudFile(options, folder),
  ];
  const numbers = {
    seed: options.seed,
    port: options.port,
    'events-port': options.eventsPort,
    'clock-offset': options.clockOffsetSeconds,
  };
  return [
    ...args,
    ...Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)])),
  ];
}

function cloudFile({ cloud }: StartOptions, folder: string): string {
  if (cloud === undefined || typeof cloud === 'string') return cloud ?? 'hosts-20';
  const file = join(folder, 'cloud.json');
  writeFileSync(file, JSON.stringify(cloud));
  return file;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the stand-in has no output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the stand-in ended before it was ready');
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return line;
}

async function tell<Do extends ControlCommand['do']>(
  url: string,
  command: ControlCommand,
): Promise<ControlAnswers[Do]> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(command) });
  const told = (await response.json()) as { answer: ControlAnswers[Do]; error?: string };
  if (told.error !== undefined) throw new Error(`the stand-in refuses ${command.do}: ${told.error}`);
  return told.answer;
}
