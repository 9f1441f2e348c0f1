import type { Diagnosis, Examination } from '../../domain/diagnosis.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** Who else places and moves VMs, and what oned itself says to that. */
export function schedulingFindings({ oned, snapshot, policy, driver }: Examination): readonly Diagnosis[] {
  const settings = oned?.ok === true ? oned.value.settings : null;
  if (settings === null) return [];
  const [placer, optimizer] = driversIn(settings['SCHED_MAD/ARGUMENTS'] ?? '');
  const heldOnly = policy.ok && policy.value.planHeld;
  return [
    ...otherPlacer(placer, heldOnly),
    ...ownPlacer(placer, driver),
    ...(snapshot?.ok === true ? otherOptimizer(snapshot.value, optimizer, settings) : []),
    ...pace(placer, settings),
  ];
}

/** What `-p` and `-o` of SCHED_MAD name; as oned is shipped where they do not. */
function driversIn(words: string): readonly [placer: string, optimizer: string] {
  const named = (short: string, long: string, usual: string): string =>
    new RegExp(`(?:-${short}|--${long})[ =]+(\\S+)`).exec(words)?.[1] ?? usual;
  return [named('p', 'placer', 'rank'), named('o', 'optimizer', 'one_drs')];
}

const HARMLESS = ['dummy', 'oneplan'];

function otherPlacer(placer: string, heldOnly: boolean): readonly Diagnosis[] {
  if (HARMLESS.includes(placer) || heldOnly) return [];
  return [
    {
      severity: 'warning',
      check: 'other-scheduler',
      finding: `oned places pending VMs by ${placer} (SCHED_MAD in oned.conf), at once and without regard to plans`,
      remedy: 'Put -p oneplan there (oneplan driver install), or submit requests on hold and set plan-held.',
    },
  ];
}

function ownPlacer(placer: string, { socket, listens }: Examination['driver']): readonly Diagnosis[] {
  if (placer !== 'oneplan' || listens) return [];
  return [
    {
      severity: 'note',
      check: 'driver',
      finding: `oned asks oneplan where VMs go, and no planner process listens at ${socket}: the driver plans by itself`,
      remedy: "Start oneplan run as oned's user, so that starts later are kept to the second.",
    },
  ];
}

function otherOptimizer(
  { hosts }: Snapshot,
  optimizer: string,
  settings: Readonly<Record<string, string>>,
): readonly Diagnosis[] {
  if (HARMLESS.includes(optimizer) || Number(settings.DRS_INTERVAL ?? '600') <= 0) return [];
  const automated = hosts.filter(({ attributes }) => /partial|full/i.test(attributes[AUTOMATION]?.[0] ?? ''));
  return [...new Set(automated.map(({ clusterName }) => clusterName))].map((cluster) => ({
    severity: 'warning',
    check: 'drs',
    finding: `cluster ${cluster} is balanced by ${optimizer} on its own (ONE_DRS AUTOMATION, DRS_INTERVAL)`,
    remedy: `Set AUTOMATION to manual for it (onecluster update), or put -o oneplan into SCHED_MAD.`,
  }));
}

const AUTOMATION = 'CLUSTER_TEMPLATE/ONE_DRS/AUTOMATION';

/** As driver, our plans are carried out at oned's pace. */
function pace(placer: string, settings: Readonly<Record<string, string>>): readonly Diagnosis[] {
  const perHost = Number(settings.MAX_ACTIONS_PER_HOST ?? '1');
  if (placer !== 'oneplan' || perHost > 1) return [];
  return [
    {
      severity: 'note',
      check: 'pace',
      finding: 'oned starts one VM a host every 15 s (MAX_ACTIONS_PER_HOST = 1)',
      remedy: 'Raise it in oned.conf where hosts can boot several at a time.',
    },
  ];
}
