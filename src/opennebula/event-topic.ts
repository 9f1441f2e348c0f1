import type { CloudEvent } from '../ports.ts';

/**
 * What a topic of the hook publisher says; null for one that is not understood. The payload (the whole object, base64)
 * adds nothing that matters here, and is not looked at.
 *
 * `EVENT STATE VM/ACTIVE/RUNNING/209 ` and `EVENT VM 209/ACTIVE/RUNNING ` are the same news, with a blank at the end;
 * an ACTIVE VM is called by its LCM_STATE. `EVENT STATE HOST/DISABLED//5 `, `EVENT HOST 5/DISABLED/ `.
 * `EVENT API one.vm.deploy 1` is of kind `other`.
 */
export function eventOf(topic: string): CloudEvent | null {
  const [, object, first, second, third] = STATE.exec(topic) ?? [];
  if (object !== undefined) return stateEvent(object, { state: first, lcmState: second, id: third });
  const [, kind, id, state, lcmState] = OBJECT.exec(topic) ?? [];
  if (kind !== undefined) return stateEvent(kind, { state, lcmState, id });
  return topic.startsWith('EVENT API ') ? { kind: 'other', id: null, state: null } : null;
}

const STATE = /^EVENT STATE ([A-Z]+)\/([A-Z_]+)\/([A-Z_]*)\/(\d{1,10}) ?$/;
const OBJECT = /^EVENT ([A-Z]+) (\d{1,10})\/([A-Z_]+)\/([A-Z_]*) ?$/;

interface Said {
  readonly state: string | undefined;
  readonly lcmState: string | undefined;
  readonly id: string | undefined;
}

function stateEvent(object: string, { state = '', lcmState = '', id }: Said): CloudEvent {
  const kind = object === 'VM' ? 'vm' : object === 'HOST' ? 'host' : 'other';
  return { kind, id: Number(id), state: state === 'ACTIVE' && lcmState !== '' ? lcmState : state };
}
