import type { DriverAnswer, DriverQuestion } from '../domain/driver.ts';
import type { Epoch } from '../domain/epoch.ts';
import { placement } from '../report/driver/placement.ts';
import type { DaemonSettings } from './settings.ts';

/** What the process knows when oned's scheduler driver asks it. */
export interface AskedOf extends Pick<DaemonSettings, 'automation' | 'dryRun'> {
  /** Whose plan is in force; null before the first, or when it is no longer to be trusted. */
  readonly epoch: Epoch | null;
  /** Why nothing is sent to the cloud any more; null while all is well. */
  readonly halted: string | null;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Answers oned's scheduler driver from the plan in force; null when the driver had better plan by itself.
 *
 * A process that sends commands itself leaves nothing for oned to do: two hands would start the same VM twice. One that
 * only plans has what is due now carried out by oned, and what starts later stays out.
 */
export function driverAnswer(
  question: DriverQuestion,
  { epoch, automation, dryRun, halted, now }: AskedOf,
): DriverAnswer | null {
  const acts = !dryRun && automation !== 'manual' && halted === null;
  switch (question.action) {
    case 'optimize':
      return acts && automation === 'full' ? nothing('the planner process moves VMs itself') : null;
    case 'place': {
      if (acts) return nothing('the planner process starts VMs itself');
      if (epoch === null || epoch.plan === null) return null;
      const asked = new Set(question.vms);
      const { plan } = epoch;
      const { actions, messages } = placement(epoch, plan, Math.min(now, plan.enactBefore)); // what is beyond is forecast
      return {
        actions: actions.filter(({ vm }) => asked.has(vm)),
        messages: messages.filter(({ vm }) => vm === null || asked.has(vm)),
      };
    }
  }
}

const nothing = (text: string): DriverAnswer => ({ actions: [], messages: [{ level: 'DEBUG', vm: null, text }] });
