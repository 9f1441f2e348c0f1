import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../domain/errors.ts';
import { actionId, datastoreId, hostId, leaseId, networkId, vmId } from '../../domain/ids.ts';
import type { Action, Operation } from '../../domain/plan.ts';
import { type PlanFile, planFileSchema } from '../../report/document/schema.ts';

export type PlannedAction = PlanFile['actions'][number] & { readonly operation: Operation };

/** A plan as it was written, with what carrying it out needs of its policy. */
export interface WrittenPlan {
  readonly file: PlanFile;
  readonly actions: readonly PlannedAction[];
  readonly policy: z.infer<typeof policySchema>;
}

/**
 * Reads a plan file that `oneplan plan -o` has written.
 *
 * @throws InputError when it can not be read, is no plan, or breaks rules.
 */
export function readPlan(file: string): WrittenPlan {
  const parsed = planFileSchema.safeParse(jsonIn(file));
  if (!parsed.success) throw notPlan(file, parsed.error);
  const plan = parsed.data;
  if (plan.violations.length > 0) {
    throw new InputError(file, `the plan breaks ${plan.violations.length} rules`, 'Make a new one.');
  }
  const actions = z.array(z.object({ operation: z.enum(OPERATIONS) })).safeParse(plan.actions);
  const policy = policySchema.safeParse(plan.policy);
  if (!actions.success) throw notPlan(file, actions.error);
  if (!policy.success) throw notPlan(file, policy.error);
  return { file: plan, actions: plan.actions as readonly PlannedAction[], policy: policy.data };
}

/** An action of the file in the words of the domain. */
export const actionOf = (planned: PlannedAction): Action => ({
  id: actionId(planned.id),
  vm: vmId(planned.vm),
  lease: leaseId(planned.lease),
  operation: planned.operation,
  host: hostId(planned.host),
  datastore: planned.datastore === null ? null : datastoreId(planned.datastore),
  networks: planned.networks.map(({ nicId, network }) => ({ nicId, network: networkId(network) })),
  notBefore: planned.notBeforeUnixSeconds,
  expectedSeconds: planned.expectedSeconds,
  dependsOn: planned.dependsOn.map(actionId),
  reason: planned.reason,
});

const OPERATIONS = [
  'deploy',
  'resume',
  'suspend',
  'stop',
  'undeploy',
  'terminate',
  'poweroff',
  'migrate',
  'live-migrate',
] as const satisfies readonly Operation[];

const policySchema = z.object({
  preemption: z.object({ operation: z.string() }),
  overheads: z.object({ serialSaves: z.boolean() }),
});

const LARGEST_BYTES = 256 * 2 ** 20;
const REMEDY = 'Name a file that oneplan plan -o has written with this version.';

function jsonIn(file: string): unknown {
  try {
    if (statSync(file).size > LARGEST_BYTES) throw new InputError(file, 'is too large for a plan', REMEDY);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const problem = cause instanceof SyntaxError ? 'is no JSON' : `can not be read (${codeOf(cause)})`;
    throw new InputError(file, problem, REMEDY, { cause });
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'no reason given';

function notPlan(file: string, { issues }: z.ZodError): InputError {
  const [first] = issues;
  return new InputError(file, `is no plan: ${first?.path.join('.')}: ${first?.message}`, REMEDY);
}
