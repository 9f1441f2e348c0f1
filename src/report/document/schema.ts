import { z } from 'zod';
import { LEVELS } from '../../domain/levels.ts';
import { RULES } from '../../domain/violation.ts';

/** Version of the plan file and of the JSON document; changes when a field changes its meaning or goes away. */
export const SCHEMA_VERSION = 1;

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const unixSeconds = z.int().describe('Unix seconds');
const isoMoment = z.string().describe('ISO 8601, UTC');
const seconds = z.number().nonnegative();

const level = z.strictObject({
  level: z.enum(LEVELS),
  unit: z.string(),
  unchanged: z.number().nullable().describe('cost if nothing changes'),
  incumbent: z.number(),
  bound: z
    .number()
    .nullable()
    .describe('no plan as good on the levels before costs less; null where one of those is still open'),
  gap: z.number().nullable().describe('(incumbent − bound) / max(|incumbent|, 1)'),
  ideal: z.number().nullable().describe('service only: every lease at its first admissible start'),
  excessGap: z.number().nullable().describe('service only: (incumbent − bound) / (incumbent − ideal)'),
});

const action = z.strictObject({
  id: z.string(),
  vm: z.int(),
  vmName: z.string(),
  lease: z.string(),
  operation: z.string(),
  host: z.int(),
  hostName: z.string(),
  datastore: z.int().nullable(),
  networks: list(z.strictObject({ nicId: z.int(), network: z.int() })),
  notBefore: isoMoment,
  notBeforeUnixSeconds: unixSeconds,
  due: z.boolean().describe('begins before the next epoch'),
  expectedSeconds: seconds,
  dependsOn: list(z.string()),
  reason: z.string(),
  premise: z
    .strictObject({
      vmState: z.int().nullable(),
      vmLcmState: z.int().nullable(),
      vmHost: z.int().nullable(),
      hostVms: list(z.int()).describe('who holds room on the host of the action, ascending'),
    })
    .describe('what the action goes by: where it no longer holds the plan is stale'),
});

/** What is foreseen for one lease; `queue` prints these too. */
export const forecastSchema = z.strictObject({
  lease: z.string(),
  name: z.string(),
  vms: list(z.int()),
  cpuCores: z.number().describe('of all its VMs'),
  memoryMib: z.int().describe('of all its VMs'),
  outcome: z.enum(['starts', 'runs', 'waits', 'paused', 'refused', 'untouched']),
  startAt: isoMoment.nullable(),
  startAtUnixSeconds: unixSeconds.nullable(),
  startsInSeconds: z.int().nullable(),
  endAt: isoMoment.nullable(),
  endAtUnixSeconds: unixSeconds.nullable(),
  hosts: list(z.int()),
  hostNames: list(z.string()),
  reasonCode: z.string(),
  reason: z.string(),
});

const verdict = z.strictObject({
  about: z.strictObject({ kind: z.string(), id: z.union([z.int(), z.string()]) }),
  code: z.string(),
  message: z.string(),
});

/** The plan file: the same for the same cloud, policy and answer, so that `diff` works and nothing in it is measured. */
export const planFileSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.strictObject({ name: z.literal('oneplan'), version: z.string() }),
  source: z.string(),
  seed: z.int(),
  snapshot: z.strictObject({
    hash: z.string().describe('SHA-256 of the canonical JSON of the snapshot'),
    takenAt: isoMoment,
    takenAtUnixSeconds: unixSeconds,
    hosts: z.int(),
    vms: z.int(),
    leases: z.int(),
  }),
  policy: z.record(z.string(), z.unknown()).describe('every setting in force; spans in seconds, sizes in MiB'),
  status: z.enum(['optimal', 'feasible', 'infeasible', 'unknown']),
  statusReason: z.string().nullable(),
  headline: level.nullable().describe('the first level that is not proven, else service'),
  levels: list(level),
  foundBy: z.string().nullable(),
  enactBefore: isoMoment.nullable(),
  enactBeforeUnixSeconds: unixSeconds.nullable(),
  actions: list(action),
  forecasts: list(forecastSchema),
  verdicts: list(verdict),
  violations: list(z.strictObject({ rule: z.enum(RULES), message: z.string() })),
});

/** What `plan --json` prints: the plan file, and what was measured on the way. */
export const planDocumentSchema = planFileSchema.extend({
  foundAtSeconds: seconds.nullable().describe('after solving began'),
  solveSeconds: seconds,
  stageSeconds: z.strictObject({
    read: seconds,
    formulate: seconds,
    solve: seconds,
    plan: seconds,
    check: seconds,
  }),
  improvements: list(
    z.strictObject({
      atSeconds: seconds,
      by: z.string(),
      level: z.enum(LEVELS),
      incumbent: z.number().nullable(),
      bound: z.number(),
      gap: z.number().nullable(),
      cost: list(z.number()).nullable().describe('by level'),
      boundByLevel: list(z.number()),
    }),
  ),
  faults: list(z.string()).describe('what solvers did wrong and was survived'),
  hosts: list(
    z.strictObject({
      id: z.int(),
      name: z.string(),
      cpuCapacityCores: z.number(),
      memoryCapacityMib: z.int(),
      load: list(
        z.strictObject({
          from: isoMoment,
          fromUnixSeconds: unixSeconds,
          untilUnixSeconds: unixSeconds,
          cpuCores: z.number(),
          memoryMib: z.number(),
        }),
      ),
    }),
  ),
});

export type PlanFile = z.infer<typeof planFileSchema>;
export type PlanDocument = z.infer<typeof planDocumentSchema>;
export type ForecastDocument = z.infer<typeof forecastSchema>;

/** JSON Schema of the plan file and of the document. */
export const planJsonSchema = (): object => z.toJSONSchema(planDocumentSchema);
