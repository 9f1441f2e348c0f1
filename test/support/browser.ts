import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Nothing but the page: no updates, no sync, no sandbox (containers have none). */
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // whatever a page asks for by name is not found
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--enable-logging=stderr',
  '--v=0',
];

/** A browser on PATH; null without. */
export function browserOnPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable) ?? null;
}

/** What a browser made of a page. */
export interface Opened {
  /** The document after loading, as the browser has it. */
  readonly dom: string;
  /** Lines of the page's console, errors of its security policy among them. */
  readonly console: readonly string[];
  /** Hosts that the page asked for over the network, by the browser's own log. */
  readonly requested: readonly string[];
}

/** Opens a page of this machine and gives what the browser says of it. */
export async function opened(browser: string, file: string): Promise<Opened> {
  const profile = mkdtempSync(join(tmpdir(), 'oneplan-browser-'));
  const netLog = join(profile, 'net-log.json');
  try {
    const page = pathToFileURL(file).href;
    const words = [...QUIET, `--user-data-dir=${profile}`, `--log-net-log=${netLog}`, '--dump-dom', page];
    const { stdout, stderr } = await execa(browser, words, { timeout: 120_000 });
    return { dom: stdout, console: consoleLines(stderr), requested: requestedIn(netLog) };
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const consoleLines = (log: string): readonly string[] => log.split('\n').filter((line) => line.includes(':CONSOLE'));

/** Without what the browser asks its maker for, whatever the page. */
function requestedIn(netLog: string): readonly string[] {
  const found = readFileSync(netLog, 'utf8').matchAll(/"url":"(https?:[^"]*)"/g);
  const hosts = [...found].map(([, url]) => new URL(url as string).hostname);
  return [...new Set(hosts)].filter((host) => !/(^|\.)(google|googleapis|gvt1|gstatic)\.com$/.test(host));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
