import type { Epoch } from '../../domain/epoch.ts';
import type { VmId } from '../../domain/ids.ts';
import type { Forecast } from '../../domain/plan.ts';
import { type Html, html } from './html.ts';

/** What becomes of a VM, as its bar says it: a colour, and a mark before its name that needs no colour. */
export type Kind = 'stays' | 'starts' | 'moves' | 'pauses' | 'left';

/** Mark, words and colour (a CSS variable of the page; the palette of Okabe and Ito) of each kind. */
export const KINDS: Readonly<Record<Kind, { readonly mark: string; readonly words: string; readonly fill: string }>> = {
  stays: { mark: '', words: 'runs on', fill: 'var(--stays)' },
  starts: { mark: '+ ', words: 'starts', fill: 'var(--starts)' },
  moves: { mark: '> ', words: 'is moved', fill: 'var(--moves)' },
  pauses: { mark: '~ ', words: 'is paused', fill: 'var(--pauses)' },
  left: { mark: '= ', words: 'is left alone', fill: 'var(--left)' },
};

/** Finds what becomes of each VM of the plan. */
export function kindsOf({ plan }: Epoch): (vm: VmId) => Kind {
  const kinds = new Map(
    (plan?.forecasts ?? []).flatMap((forecast) => forecast.vms.map((vm) => [vm, kindOf(forecast)])),
  );
  return (vm) => kinds.get(vm) ?? 'left';
}

/** Explains marks, colours and hatching in words. */
export const legend = (): Html => html`
  <ul class="legend">
    ${Object.values(KINDS).map(
      ({ mark, words, fill }) => html`<li><span class="swatch" style="background: ${fill}"></span>${mark}${words}</li>`,
    )}
    <li><span class="swatch hatched"></span>boot, save or transfer: holds room, does no work</li>
  </ul>`;

function kindOf({ outcome, reasonCode }: Forecast): Kind {
  if (reasonCode === 'Moved') return 'moves';
  switch (outcome) {
    case 'starts':
      return 'starts';
    case 'runs':
      return 'stays';
    case 'paused':
      return 'pauses';
    case 'waits':
    case 'refused':
    case 'untouched':
      return 'left';
  }
}
