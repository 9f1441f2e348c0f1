import { InputError } from '../../../domain/errors.ts';
import type { SimulationPolicy } from '../../policy.ts';
import { DEFAULT_HAIZEA, type HaizeaTerms, haizea } from './haizea.ts';

/** Words that may follow the policy's name. */
const WORDS: Readonly<Record<string, Partial<HaizeaTerms>>> = {
  oldest: { preempts: 'oldest' },
  migrate: { migrates: true },
  conservative: { reservations: Number.POSITIVE_INFINITY },
  off: { reservations: 0 },
};

/** `haizea`, set by words: `haizea:threshold=120:oldest:migrate:conservative`. Throws an `InputError` for others. */
export function haizeaNamed(name: string): SimulationPolicy {
  const [, ...words] = name.split(':');
  const terms: HaizeaTerms = Object.assign({}, DEFAULT_HAIZEA, ...words.map(meaningOf));
  return { ...haizea(terms), name };
}

function meaningOf(word: string): Partial<HaizeaTerms> {
  const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (known !== undefined) return known;
  const [, seconds] = /^threshold=(\d{1,9})$/.exec(word) ?? [];
  if (seconds !== undefined) return { thresholdSeconds: Number(seconds) };
  const remedy = `Write haizea, or haizea:threshold=120, with ${Object.keys(WORDS).join(', ')} after more colons.`;
  throw new InputError('--policies', `haizea can not be set to "${word}"`, remedy);
}
