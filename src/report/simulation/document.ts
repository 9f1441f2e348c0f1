import type { LeaseOutcome } from '../../domain/outcome.ts';
import type { SimulationReport } from './comparison.ts';
import type { RunDigest } from './digest.ts';

/** Everything as one document: for each run its figures, then every lease; then policies compared. */
export const simulationDocument = (report: SimulationReport) => ({
  workload: report.workload,
  requests: report.requests,
  leftOut: report.leftOut,
  command: report.command,
  versions: report.versions,
  settings: Object.fromEntries(report.settings.map(({ name, value }) => [name, value])),
  policies: report.runs.map(runDocument),
  baseline: report.baseline,
  comparison: report.comparison,
});

const runDocument = ({ instance, summary, details, cluster, refused, broken, violations, leases }: RunDigest) => ({
  ...summary,
  instance,
  cluster,
  details,
  refused,
  broken,
  violations,
  violationCount: summary.violations,
  leases: leases ?? ([] as readonly LeaseOutcome[]),
});
