import { readFileSync, statSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { placeOf } from './policy/locate.ts';
import { checkTogether, merged } from './policy/merge.ts';
import { POLICY_FILE, type PolicyOverrides, settingsKnownAt } from './policy/schema.ts';

/**
 * The policy in force: the defaults, what the file says instead, and what the command line says instead of both.
 * Throws an `InputError` with `FILE:LINE:COLUMN` when the file can not be read or says something that makes no sense.
 */
export function readPolicy(file: string | null, overrides: PolicyOverrides): Policy {
  const own = file === null ? {} : parsePolicy(file, textOf(file));
  const policy = merged(merged(DEFAULT_POLICY, own), overrides);
  checkTogether(file ?? 'policy', policy);
  return policy;
}

/** Larger than any policy: whatever it is, it is not read whole. */
const MAX_BYTES = 2 ** 20;

function textOf(file: string): string {
  try {
    const { size } = statSync(file);
    if (size <= MAX_BYTES) return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new InputError(file, `the policy can not be read (${code})`, 'Check its name and rights.', { cause: error });
  }
  throw new InputError(file, 'is larger than 1 MiB', 'Check that it is a policy file.');
}

/** What a policy file says. `source` is its name in messages. */
export function parsePolicy(source: string, text: string): PolicyOverrides {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new InputError(`${source}:${line}:${col}`, `is not YAML: ${firstLine(error.message)}`, 'Mend it there.');
  }
  const parsed = POLICY_FILE.safeParse(plainOf(source, document) ?? {});
  if (parsed.success) return parsed.data;
  const [first, ...others] = parsed.error.issues;
  if (first === undefined) throw new InputError(source, 'makes no sense', WRITE_AGAIN);
  const { path, key, problem, remedy } = complaintOf(first);
  const more = others.length === 0 ? '' : ` (and ${others.length} more mistakes)`;
  throw new InputError(`${source}:${placeOf(document, lines, path, key)}`, `${problem}${more}`, remedy);
}

const WRITE_AGAIN = 'See "oneplan config show" for what can be set.';

/** Aliases that unfold without end are refused by the parser. */
function plainOf(source: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InputError(source, 'has too many aliases', 'Write its settings out.', { cause: error });
  }
}

interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly key?: string;
  readonly problem: string;
  readonly remedy: string;
}

function complaintOf(issue: z.core.$ZodIssue): Complaint {
  const { path } = issue;
  const where = path.map(String).join('.');
  const known = `Known ${where === '' ? 'settings' : `in ${String(path[0])}`} are ${settingsKnownAt(path).join(', ')}.`;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const [key = ''] = issue.keys;
      return { path, key, problem: `there is no setting "${key}"${where === '' ? '' : ` in ${where}`}`, remedy: known };
    }
    case 'invalid_type':
      return { path, problem: `${where || 'a policy'}: expected ${kindOf(issue.expected)}`, remedy: known };
    default:
      break;
  }
  return {
    path,
    problem: `${where}: ${firstLine(issue.message)}`,
    remedy: 'Write it so, or leave it out for the default.',
  };
}

const kindOf = (expected: string): string =>
  expected === 'array' ? 'a list, each entry after a dash' : 'settings, each as name: value';

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/[.:]$/, '') ?? '';
