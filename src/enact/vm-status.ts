import type { SaxesTagPlain } from 'saxes';
import { SaxesParser } from 'saxes';
import type { VmStatus } from '../domain/enactment.ts';
import { InputError } from '../domain/errors.ts';
import { hostId, vmId } from '../domain/ids.ts';

/**
 * The present of each VM in a list or of one shown alone (`<VM_POOL><VM>…` or `<VM>…`), from OpenNebula's XML.
 *
 * @throws InputError when it is not well-formed, or a VM has no state.
 */
export function vmStatuses(xml: string, source: string): readonly VmStatus[] {
  const found: VmStatus[] = [];
  const path: string[] = [];
  let fields = new Map<string, string>();
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new InputError(source, `the answer is not well-formed XML (${error.message})`, REMEDY);
  });
  parser.on('opentag', ({ name }: SaxesTagPlain) => {
    path.push(name);
    text = '';
    if (isVm(path)) fields = new Map();
  });
  const add = (piece: string): void => {
    if (text.length < LONGEST) text += piece;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const inner = path.slice(path[0] === 'VM' ? 1 : 2).join('/');
    if (FIELDS.has(inner)) fields.set(inner, text.trim());
    if (isVm(path)) found.push(statusOf(fields, source));
    path.pop();
    text = '';
  });
  parser.write(xml).close();
  return found;
}

/** Owners may write elements of that name further down. */
const isVm = (path: readonly string[]): boolean => ['VM', 'VM_POOL/VM'].includes(path.join('/'));

const SEQUENCE = 'HISTORY_RECORDS/HISTORY/SEQ';
const HOST = 'HISTORY_RECORDS/HISTORY/HID';
const FIELDS: ReadonlySet<string> = new Set(['ID', 'STATE', 'LCM_STATE', 'LOCK/LOCKED', SEQUENCE, HOST]);
const LONGEST = 64;
const REMEDY = 'Check that OpenNebula answers there, and its log.';

/** Of several history records the last one counts: it stands last. */
function statusOf(fields: ReadonlyMap<string, string>, source: string): VmStatus {
  const id = numberAt(fields, 'ID', source);
  const records = fields.has(SEQUENCE) ? numberAt(fields, SEQUENCE, source) + 1 : 0;
  return {
    vm: vmId(id),
    state: numberAt(fields, 'STATE', source),
    lcmState: numberAt(fields, 'LCM_STATE', source),
    host: fields.has(HOST) ? hostId(numberAt(fields, HOST, source)) : null,
    sequence: records,
    lock: fields.has('LOCK/LOCKED') ? numberAt(fields, 'LOCK/LOCKED', source) : null,
  };
}

function numberAt(fields: ReadonlyMap<string, string>, name: string, source: string): number {
  const text = fields.get(name) ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InputError(source, `expected a whole number at VM/${name}, found "${text.slice(0, 20)}"`, REMEDY);
}
