import type { Diagnosis, Examination } from '../../domain/diagnosis.ts';

/** What the planner leans on beside the cloud: events, commands, its policy and its store. */
export function localFindings({ events, commands, policy, store }: Examination): readonly Diagnosis[] {
  return [
    ...trouble(events, 'warning', 'events', 'Open port 2101 of the front-end, or poll more often (--interval).'),
    ...trouble(
      commands,
      'note',
      'commands',
      "Install OpenNebula's tools where --from onevm or --enactor onevm is used.",
    ),
    ...trouble(policy, 'error', 'policy', 'Mend the file: oneplan config check FILE.'),
    ...trouble(store, 'error', 'store', 'Name another with --store, or mend it.'),
    ...(store.ok ? keeping(store.value) : []),
  ];
}

function trouble(
  seen: Examination['events' | 'commands' | 'policy' | 'store'],
  severity: Diagnosis['severity'],
  check: string,
  remedy: string,
): readonly Diagnosis[] {
  return seen.ok ? [] : [{ severity, check, finding: seen.problem, remedy: seen.remedy ?? remedy }];
}

const SPARE_MIB = 200;

function keeping({
  file,
  mode,
  freeMib,
  heldBy,
}: Extract<Examination['store'], { ok: true }>['value']): readonly Diagnosis[] {
  const found: Diagnosis[] = [];
  if (freeMib < SPARE_MIB) {
    const finding = `${Math.floor(freeMib)} MiB are free where the store ${file} lies`;
    found.push({
      severity: 'warning',
      check: 'store-space',
      finding,
      remedy: 'Free space there: a full disk ends the planner.',
    });
  }
  if (mode !== null && (mode & 0o022) !== 0) {
    const finding = `others may write the store ${file} (mode ${(mode & 0o777).toString(8)})`;
    found.push({ severity: 'warning', check: 'store-rights', finding, remedy: `chmod 600 ${file}` });
  }
  if (heldBy !== null) {
    const remedy = 'Nothing to do; a second one on the same store is refused.';
    found.push({ severity: 'note', check: 'planner', finding: `a planner is at work: ${heldBy}`, remedy });
  }
  return found;
}
