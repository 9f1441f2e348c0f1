import type { Parsed, Refusal } from './expression/cursor.ts';
import { meets, rankOf } from './expression/evaluate.ts';
import { parseRank } from './expression/rank.ts';
import { parseRequirement } from './expression/requirement.ts';
import type { Subject } from './expression/subject.ts';

/** What an expression says of all keys; a `refusal` is why it says nothing: then no key meets it and all rank 0. */
export interface Answer<Value> {
  readonly value: Value;
  readonly refusal: Refusal | null;
}

/**
 * Evaluates expressions on the same subjects many times. Each distinct text is parsed and evaluated once, so thousands
 * of VMs with a few requirements cost no more than those few; and equal texts share one answer.
 */
export class Matcher<Key> {
  readonly #subjects: ReadonlyMap<Key, Subject>;
  readonly #meeting = new Map<string, Answer<readonly Key[]>>();
  readonly #ranks = new Map<string, Answer<ReadonlyMap<Key, number>>>();

  constructor(subjects: ReadonlyMap<Key, Subject>) {
    this.#subjects = subjects;
  }

  /** The keys whose subjects meet a requirement, in their order. */
  meeting(requirement: string): Answer<readonly Key[]> {
    return remembered(this.#meeting, requirement, () =>
      answer(parseRequirement(requirement), [], (parsed) =>
        [...this.#subjects].flatMap(([key, subject]) => (meets(parsed, subject) ? [key] : [])),
      ),
    );
  }

  /** The rank of every key. */
  ranks(rank: string): Answer<ReadonlyMap<Key, number>> {
    return remembered(this.#ranks, rank, () =>
      answer(parseRank(rank), new Map<Key, number>(), (parsed) => {
        const ranks = [...this.#subjects].map(([key, subject]) => [key, rankOf(parsed, subject)] as const);
        return new Map(ranks);
      }),
    );
  }
}

/** The value made for this text before, else one made now. */
export function remembered<Value>(known: Map<string, Value>, text: string, make: () => Value): Value {
  const old = known.get(text);
  if (old !== undefined) return old;
  const made = make();
  known.set(text, made);
  return made;
}

function answer<Expression, Value>(
  parsed: Parsed<Expression>,
  nothing: Value,
  evaluate: (expression: Expression) => Value,
): Answer<Value> {
  if (parsed.kind === 'refused') return { value: nothing, refusal: parsed.refusal };
  return { value: evaluate(parsed.expression), refusal: null };
}
