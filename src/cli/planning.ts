import type { Epoch } from '../domain/epoch.ts';
import type { Policy } from '../domain/policy.ts';
import { planEpoch } from '../planner.ts';
import type { Source } from '../ports.ts';
import type { ReportContext } from '../report/context.ts';
import { statusLine } from '../report/summary.ts';
import { counted } from '../report/words.ts';
import { costOf } from '../solve/cost.ts';
import { present } from '../solve/present.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { PlanArgs, ProgressArgs } from './options.ts';
import { policyOf } from './policy.ts';
import { liveWorld, sourceOf } from './source.ts';
import { toolVersion } from './version.ts';
import { worldOf } from './world.ts';

/** An epoch, and what reports say of it beside. */
export interface Planned {
  readonly epoch: Epoch;
  readonly context: ReportContext;
}

/** Plans the cloud that the arguments name, once. */
export const plannedAsAsked = (args: PlanArgs & { readonly source?: string | undefined }, io: Io): Promise<Planned> =>
  planned(sourceOf(args, liveWorld(io)), policyOf(args), args, io);

/** Plans one source by one policy. */
export async function planned(source: Source, policy: Policy, args: ProgressArgs, io: Io): Promise<Planned> {
  const epoch = await planEpoch(worldOf(source, policy, args, io), policy);
  return { epoch, context: contextOf(epoch, source.name) };
}

/** 0 for a sound plan; otherwise says on stderr what is wrong with it. */
export function codeOf(epoch: Epoch, io: Io): number {
  if (epoch.plan === null) {
    io.err(`oneplan: no plan: ${statusLine(epoch)}\n`);
    return EXIT.noPlanInTime;
  }
  if (epoch.violations.length === 0) return EXIT.done;
  io.err(`oneplan: the plan breaks ${counted(epoch.violations.length, 'rule')} and must not be carried out\n`);
  return EXIT.error;
}

const contextOf = ({ problem }: Epoch, source: string): ReportContext => ({
  source,
  toolVersion: toolVersion(),
  presentCost: costOf(problem, present(problem)),
});
