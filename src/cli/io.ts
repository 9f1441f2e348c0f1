import process from 'node:process';
import pico from 'picocolors';
import type { TextStyle } from '../report/text-table.ts';

/** Where a command writes: data to `out`, progress and errors to `err`. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Fires at the first interrupt, with the signal's name as its reason: a command then ends with what it has. */
  readonly signal: AbortSignal;
  /** Header and colours of tables; colours only on a terminal that wants them. */
  readonly style: TextStyle;
}

/** The process's own streams and signals. The second interrupt ends the process at once. */
export function processIo(interruptedCode: number): Io {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(interruptedCode);
    controller.abort(signal);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  process.stdout.on('error', closedPipe);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    signal: controller.signal,
    style: { header: true, colours: pico.createColors(pico.isColorSupported && process.stdout.isTTY === true) },
  };
}

/** Whoever reads along may stop reading: `oneplan plan | head`. */
function closedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
