import type { Diagnosis, Examination } from '../../domain/diagnosis.ts';
import { type Sheet, sheet } from '../sheet.ts';
import { accessFindings } from './access.ts';
import { cloudFindings } from './cloud.ts';
import { localFindings } from './here.ts';
import { schedulingFindings } from './scheduling.ts';

const GRAVITY: readonly Diagnosis['severity'][] = ['error', 'warning', 'note'];

/** All that is amiss, the gravest first. */
export const diagnosesOf = (seen: Examination): readonly Diagnosis[] =>
  [...accessFindings(seen), ...schedulingFindings(seen), ...cloudFindings(seen), ...localFindings(seen)].toSorted(
    (a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity),
  );

export const diagnosisSheet = (diagnoses: readonly Diagnosis[]): Sheet =>
  sheet<Diagnosis>(
    'Findings',
    [
      { name: 'SEVERITY', about: 'error, warning or note', left: true, cell: ({ severity }) => severity },
      { name: 'CHECK', about: 'which check found it', left: true, cell: ({ check }) => check },
      { name: 'FINDING', about: 'what is so', left: true, cell: ({ finding }) => finding },
      { name: 'REMEDY', about: 'what to do', left: true, cell: ({ remedy }) => remedy },
    ],
    diagnoses,
  );
