import process from 'node:process';
import { driverAnswer } from '../../daemon/driver-answer.ts';
import { openDriverSocket } from '../../daemon/driver-socket.ts';
import type { DaemonSettings } from '../../daemon/settings.ts';
import type { DaemonWorld } from '../../daemon/world.ts';
import type { DriverAnswer, DriverQuestion } from '../../domain/driver.ts';
import type { Epoch } from '../../domain/epoch.ts';
import { driverSocket } from '../../store/state-folder.ts';
import type { RunArgs } from '../run-options.ts';

/** The planner process as oned's scheduler driver finds it. */
export interface Served {
  readonly published: NonNullable<DaemonWorld['published']>;
  readonly close: () => Promise<void>;
}

/**
 * Listens for oned's scheduler driver while the process runs; not in a dry run or a single epoch, unless told where.
 * Throws an `InputError` when the socket named can not be had; without the usual one the process goes on, and says so.
 */
export async function servedDriver(
  args: Pick<RunArgs, 'driver-socket'>,
  settings: DaemonSettings,
  { hands, clock, log }: Pick<DaemonWorld, 'hands' | 'clock' | 'log'>,
): Promise<Served> {
  let latest: Epoch | null = null;
  const published = (epoch: Epoch | null): void => {
    latest = epoch;
  };
  const named = args['driver-socket'];
  if (named === 'none' || (named === undefined && (settings.dryRun || settings.once)))
    return { published, close: NOTHING };
  const answer = (question: DriverQuestion): DriverAnswer | null =>
    driverAnswer(question, { ...settings, epoch: latest, halted: hands.halted(), now: clock.unixSeconds() });
  try {
    return { published, close: await openDriverSocket({ socket: named ?? driverSocket(process.env), answer, log }) };
  } catch (error) {
    if (named !== undefined) throw error;
    log.warn({ error: error instanceof Error ? error.message : String(error) }, 'the scheduler driver is not served');
    return { published, close: NOTHING };
  }
}

const NOTHING = async (): Promise<void> => undefined;
