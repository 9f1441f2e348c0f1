import type { Diagnosis, Examination } from '../../domain/diagnosis.ts';
import { isPlannable } from '../../domain/host.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Verdict, VerdictCode } from '../../domain/verdict.ts';
import { counted } from '../words.ts';

/** What is amiss with hosts, storage, groups and requests. */
export function cloudFindings({ snapshot, oned, policy }: Examination): readonly Diagnosis[] {
  if (snapshot === null || !snapshot.ok) return [];
  const cloud = snapshot.value;
  const silent = oned?.ok === true ? oned.value.silentSeconds : {};
  return [
    ...hosts(cloud, silent),
    ...datastores(cloud),
    ...verdictsOf(cloud),
    ...(policy.ok && policy.value.planHeld ? [] : held(cloud)),
  ];
}

/** Three times what monitord waits for by default. */
const SILENT_SECONDS = 360;

function hosts({ hosts: all }: Snapshot, silent: Readonly<Record<number, number>>): readonly Diagnosis[] {
  const lost = all.filter(({ state }) => state === 3 || state === 5).map(nameOf);
  const mute = all.filter((host) => isPlannable(host) && (silent[host.id] ?? 0) > SILENT_SECONDS).map(nameOf);
  const usable = all.some(isPlannable);
  return [
    ...about('hosts-error', 'warning', lost, 'in ERROR', 'See onehost show, and the monitor log of oned.'),
    ...about(
      'hosts-silent',
      'warning',
      mute,
      'not monitored for minutes',
      'Check the monitor probes: onehost sync -f.',
    ),
    ...(usable ? [] : [NO_HOST]),
  ];
}

const NO_HOST: Diagnosis = {
  severity: 'error',
  check: 'no-host',
  finding: 'no host takes VMs',
  remedy: 'Enable one (onehost enable), or wait until it was monitored.',
};

/** Share of a system datastore below which it counts as full. */
const FULL = 0.05;

function datastores({ datastores: all }: Snapshot): readonly Diagnosis[] {
  const full = all
    .filter(
      ({ kind, shared, totalMib, freeMib }) => kind === 'system' && shared && totalMib > 0 && freeMib < totalMib * FULL,
    )
    .map(nameOf);
  return about('datastores-full', 'warning', full, 'nearly full', 'Free space: VMs that copy images there wait.');
}

const CHECKS: Readonly<Partial<Record<VerdictCode, readonly [string, Diagnosis['severity']]>>> = {
  RuleConflict: ['vm-groups', 'warning'],
  BadAttribute: ['attributes', 'warning'],
  Malformed: ['malformed', 'warning'],
  Unsupported: ['unsupported', 'note'],
};

/** How many of a kind are told one by one. */
const MOST = 5;

function verdictsOf({ verdicts }: Snapshot): readonly Diagnosis[] {
  return Object.entries(CHECKS).flatMap(([code, [check, severity]]) => {
    const found = verdicts.filter((verdict) => verdict.code === code);
    const more = found.length - MOST;
    const told = found.slice(0, MOST).map((verdict) => diagnosisOf(verdict, check, severity));
    if (more <= 0) return told;
    return [
      ...told,
      { severity, check, finding: `${counted(more, 'more finding')} of this kind`, remedy: 'See oneplan queue.' },
    ];
  });
}

/** A verdict ends with what to do about it. */
function diagnosisOf({ message }: Verdict, check: string, severity: Diagnosis['severity']): Diagnosis {
  const at = message.search(/\. [A-Z]/);
  if (at < 0) return { severity, check, finding: message.replace(/\.$/, ''), remedy: 'See oneplan queue.' };
  return { severity, check, finding: message.slice(0, at), remedy: message.slice(at + 2) };
}

/** Requests that say when they want to run and are held, where nobody plans what is held. */
function held({ vms }: Snapshot): readonly Diagnosis[] {
  const waiting = vms.filter(({ state, lease }) => state === 2 && lease !== null).map(nameOf);
  return about(
    'held',
    'warning',
    waiting,
    'on hold, which is not planned',
    'Set plan-held: true, or onevm release them.',
  );
}

const nameOf = ({ id, name }: { readonly id: number; readonly name: string }): string => `${name} (${id})`;

function about(
  check: string,
  severity: Diagnosis['severity'],
  names: readonly string[],
  what: string,
  remedy: string,
): readonly Diagnosis[] {
  if (names.length === 0) return [];
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
  return [{ severity, check, finding: `${names.slice(0, MOST).join(', ')}${more}: ${what}`, remedy }];
}
