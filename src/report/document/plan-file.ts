import type { Epoch } from '../../domain/epoch.ts';
import type { Action, Plan } from '../../domain/plan.ts';
import { incumbentOf } from '../../domain/solution.ts';
import { hashOf } from '../canonical.ts';
import type { ReportContext } from '../context.ts';
import { type Lookup, lookup } from '../lookup.ts';
import { headline, type LevelProof, proofs } from '../proof.ts';
import { iso } from '../words.ts';
import { forecastDocument } from './forecast.ts';
import { type PlanFile, SCHEMA_VERSION } from './schema.ts';

/** The plan as a file: canonical order, nothing measured, bound to its snapshot by hash. */
export function planFile(epoch: Epoch, context: ReportContext): PlanFile {
  const { snapshot, policy, solution, plan } = epoch;
  const names = lookup(snapshot);
  const levels = proofs(epoch).map((proof, index) => levelDocument(proof, context.presentCost?.[index] ?? null));
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'oneplan', version: context.toolVersion },
    source: context.source,
    seed: policy.limits.seed,
    snapshot: {
      hash: hashOf(snapshot),
      takenAt: iso(snapshot.takenAt),
      takenAtUnixSeconds: snapshot.takenAt,
      hosts: snapshot.hosts.length,
      vms: snapshot.vms.length,
      leases: snapshot.leases.length,
    },
    policy: { ...policy },
    status: solution.status,
    statusReason: 'reason' in solution ? solution.reason : null,
    headline: levels.find(({ level }) => level === headline(epoch)?.level) ?? null,
    levels,
    foundBy: incumbentOf(solution)?.by ?? null,
    enactBefore: plan === null ? null : iso(plan.enactBefore),
    enactBeforeUnixSeconds: plan?.enactBefore ?? null,
    actions: plan === null ? [] : plan.actions.map((action) => actionDocument(action, plan, names)),
    forecasts: plan?.forecasts.map((forecast) => forecastDocument(forecast, names, snapshot.takenAt)) ?? [],
    verdicts: epoch.verdicts,
    violations: epoch.violations,
  };
}

const levelDocument = (proof: LevelProof, unchanged: number | null): PlanFile['levels'][number] => ({
  level: proof.level,
  unit: proof.unit,
  unchanged,
  incumbent: proof.incumbent,
  bound: proof.proof?.bound ?? null,
  gap: proof.proof?.gap ?? null,
  ideal: proof.ideal,
  excessGap: proof.proof?.excessGap ?? null,
});

const actionDocument = (action: Action, plan: Plan, names: Lookup): PlanFile['actions'][number] => ({
  id: action.id,
  vm: action.vm,
  vmName: names.vmName(action.vm),
  lease: action.lease,
  operation: action.operation,
  host: action.host,
  hostName: names.hostName(action.host),
  datastore: action.datastore,
  networks: action.networks,
  notBefore: iso(action.notBefore),
  notBeforeUnixSeconds: action.notBefore,
  due: action.notBefore < plan.enactBefore,
  expectedSeconds: action.expectedSeconds,
  dependsOn: action.dependsOn,
  reason: action.reason,
  premise: {
    vmState: names.vm(action.vm)?.state ?? null,
    vmLcmState: names.vm(action.vm)?.lcmState ?? null,
    vmHost: names.vm(action.vm)?.stay?.host ?? null,
    hostVms: names.host(action.host)?.vms ?? [],
  },
});
