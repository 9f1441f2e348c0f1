/** Markup that is safe to stand in a page: made by {@link html}, or by a chart library from data it escaped itself. */
export class Html {
  constructor(readonly markup: string) {}
}

type Value = Html | string | number | null | readonly Html[];

/** Writes markup; whatever is put in is escaped, unless it is markup already. */
export const html = (pieces: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(String.raw({ raw: pieces }, ...values.map(markupOf)));

/** Markup made elsewhere, taken as it is. */
export const trusted = (markup: string): Html => new Html(markup);

/** `&`, `<`, `>` and quotes as entities, and no character that HTML does not allow. */
export const escaped = (text: string): string =>
  text.replace(/(?![\t\n\r])\p{Cc}/gu, '\ufffd').replace(/[&<>"']/g, entity);

function markupOf(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const entity = (character: string): string => ENTITIES[character] ?? character;
