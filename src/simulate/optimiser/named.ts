import { InputError } from '../../domain/errors.ts';
import { OPTIMISER, type OptimiserSettings } from './settings.ts';

/** Words that may follow the policy's name. */
const WORDS: Readonly<Record<string, Partial<OptimiserSettings>>> = {
  wait: { favours: 'wait' },
  slowdown: { favours: 'slowdown' },
  share: { pausesFor: 'all' },
  asked: { runTimes: 'asked' },
};

/** Numbers that may follow it, by name. */
const NUMBERS: Readonly<Record<string, (value: number) => Partial<OptimiserSettings>>> = {
  steps: (steps) => ({ steps: Math.floor(steps) }),
  age: (ageSeconds) => ({ ageSeconds: Math.max(1, ageSeconds) }),
  benefit: (pauseBenefitSeconds) => ({ pauseBenefitSeconds }),
  width: (width) => ({ width }),
  work: (work) => ({ work }),
  price: (priceRate) => ({ priceRate }),
  try: (trySeconds) => ({ trySeconds: Math.max(1, trySeconds) }),
};

/**
 * Settings by name: `optimiser`, set by words after colons, `optimiser:share:benefit=20`. Throws an `InputError` for what
 * is not known.
 */
export function optimiserSettings(name: string): OptimiserSettings {
  const [, ...words] = name.split(':');
  return Object.assign({}, OPTIMISER, { name }, ...words.map(meaningOf));
}

function meaningOf(word: string): Partial<OptimiserSettings> {
  const [key = '', value] = word.split('=');
  const known = value === undefined && Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
  if (known !== undefined) return known;
  const set = Object.hasOwn(NUMBERS, key) ? NUMBERS[key] : undefined;
  if (set !== undefined && /^\d{1,9}(\.\d{1,6})?$/.test(value ?? '')) return set(Number(value));
  const remedy = `Write optimiser, with ${Object.keys(WORDS).join(', ')} or ${Object.keys(NUMBERS).join('=, ')}= after colons.`;
  throw new InputError('--policies', `the optimiser can not be set to "${word}"`, remedy);
}
