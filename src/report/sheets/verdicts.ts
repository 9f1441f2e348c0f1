import type { Verdict } from '../../domain/verdict.ts';
import type { Violation } from '../../domain/violation.ts';
import { type Column, type Sheet, sheet } from '../sheet.ts';

/** One row per object that could not be read or planned, with the remedy. */
export const verdictSheet = (verdicts: readonly Verdict[]): Sheet => sheet('Verdicts', verdictColumns, verdicts);

/** One row per rule that the plan breaks. */
export const violationSheet = (violations: readonly Violation[]): Sheet =>
  sheet('Rules broken', violationColumns, violations);

const verdictColumns: readonly Column<Verdict>[] = [
  { name: 'ABOUT', about: 'kind of object', left: true, cell: ({ about }) => about.kind },
  { name: 'ID', about: 'its id', left: true, cell: ({ about }) => String(about.id) },
  { name: 'CODE', about: 'one of a closed list', left: true, cell: ({ code }) => code },
  { name: 'MESSAGE', about: 'what is wrong and what to do', left: true, cell: ({ message }) => message },
];

const violationColumns: readonly Column<Violation>[] = [
  { name: 'RULE', about: 'name of the rule', left: true, cell: ({ rule }) => rule },
  { name: 'MESSAGE', about: 'what breaks it', left: true, cell: ({ message }) => message },
];
