import { InputError } from '../../domain/errors.ts';
import type { Draft, Item } from './item.ts';
import { extrasOf, imageOf } from './lwf.ts';
import { lwfTimes, termsOf, timesOf } from './lwf-terms.ts';
import { childOf, type LwfElement, wholesReader } from './lwf-xml.ts';
import { textStream } from './text-stream.ts';

/** Says of a lease what its annotation says; a lease without one stays as it is. Throws an `InputError` for times that can not be read. */
export type Annotate = (draft: Draft) => Draft;

const MAX_ANNOTATIONS = 1_000_000;

/** Reads LWF annotations. Moments with a plus count from a lease's arrival. Throws an `InputError` when it can not be read. */
export async function readAnnotations(file: string): Promise<Annotate> {
  const byId = new Map<string, LwfElement>();
  const reader = wholesReader(file, { root: 'lease-annotations', wholes: { 'lease-annotation': keep } });
  function keep(element: LwfElement): readonly Item[] {
    if (byId.size >= MAX_ANNOTATIONS) throw tooMany(file);
    byId.set(element.attributes.id?.trim() ?? '', element);
    return [];
  }
  for await (const text of textStream(file)) for (const _ of reader.feed(text));
  for (const _ of reader.end());
  return (draft) => {
    const found = byId.get(draft.id);
    return found === undefined ? draft : annotated(draft, found, file);
  };
}

function annotated(draft: Draft, element: LwfElement, file: string): Draft {
  const said = lwfTimes(element, draft.submitSeconds);
  if (typeof said === 'string') throw new InputError(file, `${said} of lease ${draft.id}`, 'Write [+][DD:]HH:MM:SS.');
  const own = timesOf(draft.terms);
  const software = childOf(element, 'software');
  return {
    ...draft,
    terms: termsOf({ start: said.start ?? own.start, finishBy: said.finishBy ?? own.finishBy }),
    image: software === null ? draft.image : imageOf(software),
    extras: { ...draft.extras, ...extrasOf(childOf(element, 'extra')) },
  };
}

const tooMany = (file: string): InputError =>
  new InputError(file, `more than ${MAX_ANNOTATIONS} annotations`, 'Give those of the leases that are read.');
