import { hostBody } from '../bodies/host.ts';
import { escaped, vmInfo } from '../bodies/vm.ts';
import type { Cloud, CloudNews } from '../core/model.ts';
import { lastStay } from '../core/model.ts';
import { hostStateName, lcmName, stateName } from '../core/states.ts';
import type { Handled } from '../rpc/handle.ts';

/** A message of the publisher: the topic as it is sent, and the XML that is sent as base64. */
export interface Message {
  readonly topic: string;
  readonly xml: string;
}

/** A change of state comes under two topics, each with a blank at its end. */
export function stateMessages(cloud: Cloud, news: CloudNews): readonly Message[] {
  if (news.kind === 'vm-state') {
    const { vm } = news;
    const [state, lcm] = [stateName(vm.state), lcmName(vm.lcmState)];
    const host = cloud.hosts.get(lastStay(vm)?.host ?? -1)?.name;
    const where = host === undefined ? '<REMOTE_HOST/>' : `<REMOTE_HOST>${escaped(host)}</REMOTE_HOST>`;
    const xml = `<HOOK_MESSAGE><HOOK_TYPE>STATE</HOOK_TYPE><HOOK_OBJECT>VM</HOOK_OBJECT><STATE>${state}</STATE><LCM_STATE>${lcm}</LCM_STATE><RESOURCE_ID>${vm.id}</RESOURCE_ID>${where}${vmInfo(cloud, vm)}</HOOK_MESSAGE>`;
    return [
      { topic: `EVENT VM ${vm.id}/${state}/${lcm} `, xml },
      { topic: `EVENT STATE VM/${state}/${lcm}/${vm.id} `, xml },
    ];
  }
  const { host } = news;
  const state = hostStateName(host.state);
  const xml = `<HOOK_MESSAGE><HOOK_TYPE>STATE</HOOK_TYPE><HOOK_OBJECT>HOST</HOOK_OBJECT><STATE>${state}</STATE><REMOTE_HOST>${escaped(host.name)}</REMOTE_HOST><RESOURCE_ID>${host.id}</RESOURCE_ID>${hostBody(cloud, host)}</HOOK_MESSAGE>`;
  return [
    { topic: `EVENT HOST ${host.id}/${state}/ `, xml },
    { topic: `EVENT STATE HOST/${state}//${host.id} `, xml },
  ];
}

/** Calls that oned tells nobody of, since they only read. */
const SILENT = /^one\.[a-z]+(pool)?\.(info|infoextended)$/;

/** What was called and answered; null for a call that is not told. */
export function callMessage({ call, answer }: Handled): Message | null {
  if (answer === null || SILENT.test(call.method)) return null;
  const result = answer.kind === 'ok' ? 1 : 0;
  const given = call.args.map(({ value }, place) => parameter(place + 1, 'IN', place === 0 ? '****' : written(value)));
  const out =
    answer.kind === 'ok'
      ? ['true', String(answer.value), '0']
      : ['false', `[${call.method}] ${answer.message}`, String(answer.code), String(answer.object)];
  const told = out.map((value, place) => parameter(place + 1, 'OUT', value));
  const xml = `<HOOK_MESSAGE><HOOK_TYPE>API</HOOK_TYPE><CALL>${call.method}</CALL><CALL_INFO><RESULT>${result}</RESULT><PARAMETERS>${given.join('')}${told.join('')}</PARAMETERS><EXTRA></EXTRA></CALL_INFO></HOOK_MESSAGE>`;
  return { topic: `EVENT API ${call.method} ${result}`, xml };
}

const written = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? '1' : '0') : String(value);

const parameter = (position: number, type: 'IN' | 'OUT', value: string): string =>
  `<PARAMETER><POSITION>${position}</POSITION><TYPE>${type}</TYPE><VALUE>${escaped(value)}</VALUE></PARAMETER>`;
