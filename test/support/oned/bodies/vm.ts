import { type Cloud, type HistoryRecord, lastStay, type ScheduledAction, type VmRecord } from '../core/model.ts';
import { cdata, templateXml, textOf, vectorsOf } from '../core/template.ts';

const PERMISSIONS =
  '<PERMISSIONS><OWNER_U>1</OWNER_U><OWNER_M>1</OWNER_M><OWNER_A>0</OWNER_A><GROUP_U>0</GROUP_U><GROUP_M>0</GROUP_M><GROUP_A>0</GROUP_A><OTHER_U>0</OTHER_U><OTHER_M>0</OTHER_M><OTHER_A>0</OTHER_A></PERMISSIONS>';

/** VM as the extended pool prints it and the database keeps it: with the last of its history records alone. */
export function vmBody(cloud: Cloud, vm: VmRecord): string {
  vm.body ??= writeBody(cloud, vm, historyXml(cloud, vm, vm.history.slice(-1)));
  return vm.body;
}

/** VM as one.vm.info and the events print it: with all records, and its scheduled actions in the template. */
export function vmInfo(cloud: Cloud, vm: VmRecord): string {
  const xml = writeBody(cloud, vm, historyXml(cloud, vm, vm.history));
  const written = scheduledOf(cloud, vm).map(scheduledXml).join('');
  return xml.replace('</TEMPLATE><USER_TEMPLATE>', () => `${written}</TEMPLATE><USER_TEMPLATE>`);
}

const scheduledOf = (cloud: Cloud, vm: VmRecord): readonly ScheduledAction[] =>
  vm.scheduled.flatMap((id) => cloud.scheduled[id] ?? []);

/** A scheduled action, as the table of its own keeps it. */
export const scheduledXml = (action: ScheduledAction): string =>
  `<SCHED_ACTION><ID>${action.id}</ID><PARENT_ID>${action.vm}</PARENT_ID><TYPE>VM</TYPE><ACTION>${escaped(action.action)}</ACTION><ARGS></ARGS>` +
  `<TIME>${Math.floor(action.at)}</TIME><REPEAT>-1</REPEAT><DAYS></DAYS><END_TYPE>-1</END_TYPE><END_VALUE>-1</END_VALUE>` +
  `<DONE>${action.done ? Math.floor(action.at) : -1}</DONE><MESSAGE></MESSAGE><WARNING>0</WARNING></SCHED_ACTION>`;

function writeBody(cloud: Cloud, vm: VmRecord, history: string): string {
  const ids = vm.scheduled.map((id) => `<ID>${id}</ID>`);
  return (
    `<VM>${ownerXml(cloud, vm)}${PERMISSIONS}<LAST_POLL>0</LAST_POLL>` +
    `<STATE>${vm.state}</STATE><LCM_STATE>${vm.lcmState}</LCM_STATE>` +
    `<PREV_STATE>${vm.previousState}</PREV_STATE><PREV_LCM_STATE>${vm.previousLcmState}</PREV_LCM_STATE>` +
    `${timesXml(vm)}${lockXml(vm)}<DEPLOY_ID>${escaped(vm.deployId)}</DEPLOY_ID><MONITORING></MONITORING><SCHED_ACTIONS>${ids.join('')}</SCHED_ACTIONS>` +
    `<TEMPLATE>${templateXml(vm.template)}</TEMPLATE><USER_TEMPLATE>${templateXml(vm.userTemplate)}</USER_TEMPLATE>` +
    `${history}<BACKUPS><BACKUP_CONFIG/><BACKUP_IDS></BACKUP_IDS></BACKUPS></VM>`
  );
}

function ownerXml(cloud: Cloud, vm: VmRecord): string {
  const user = cloud.users.find(({ id }) => id === vm.userId);
  const group = cloud.users.find(({ groupId }) => groupId === vm.groupId);
  return (
    `<ID>${vm.id}</ID><UID>${vm.userId}</UID><GID>${vm.groupId}</GID><UNAME>${escaped(user?.name ?? '')}</UNAME>` +
    `<GNAME>${escaped(group?.groupName ?? '')}</GNAME><NAME>${escaped(vm.name)}</NAME>`
  );
}

const timesXml = (vm: VmRecord): string =>
  `<RESCHED>${vm.resched ? 1 : 0}</RESCHED><STIME>${vm.submittedAt}</STIME><ETIME>${vm.endedAt}</ETIME>`;

const lockXml = ({ lock }: VmRecord): string =>
  lock === null
    ? ''
    : `<LOCK><LOCKED>${lock.level}</LOCKED><OWNER>${lock.owner}</OWNER><TIME>${Math.floor(lock.at)}</TIME><REQ_ID>-1</REQ_ID></LOCK>`;

function historyXml(cloud: Cloud, vm: VmRecord, stays: readonly HistoryRecord[]): string {
  if (stays.length === 0) return '<HISTORY_RECORDS/>';
  return `<HISTORY_RECORDS>${stays.map((stay) => stayXml(cloud, vm, stay, '')).join('')}</HISTORY_RECORDS>`;
}

/** One history record; the table of its own has the VM inside, as it was. */
export function stayXml(cloud: Cloud, vm: VmRecord, stay: HistoryRecord, inside: string): string {
  const host = cloud.hosts.get(stay.host);
  return (
    `<HISTORY><OID>${vm.id}</OID><SEQ>${stay.sequence}</SEQ><HOSTNAME>${escaped(host?.name ?? '')}</HOSTNAME><HID>${stay.host}</HID>` +
    `<CID>${host?.cluster ?? -1}</CID><STIME>${stay.startedAt}</STIME><ETIME>${stay.endedAt}</ETIME>` +
    `<VM_MAD><![CDATA[dummy]]></VM_MAD><TM_MAD><![CDATA[dummy]]></TM_MAD><DS_ID>${stay.datastore}</DS_ID>` +
    `<PLAN_ID>-2</PLAN_ID><ACTION_ID>-1</ACTION_ID><PSTIME>${stay.prologFrom}</PSTIME><PETIME>${stay.prologUntil}</PETIME>` +
    `<RSTIME>${stay.runningFrom}</RSTIME><RETIME>${stay.runningUntil}</RETIME><ESTIME>${stay.epilogFrom}</ESTIME><EETIME>${stay.epilogUntil}</EETIME>` +
    `<ACTION>${stay.action}</ACTION><UID>${stay.userId}</UID><GID>${stay.groupId}</GID><REQUEST_ID>${stay.requestId}</REQUEST_ID>${inside}</HISTORY>`
  );
}

/** The VM inside a history record: without records of its own. */
export const vmInHistory = (cloud: Cloud, vm: VmRecord): string => writeBody(cloud, vm, '<HISTORY_RECORDS/>');

/** Attributes of a VM's template that the short pool keeps. */
const SHORT = ['CPU', 'MEMORY', 'VCPU'] as const;
/** Attributes of a VM's own template that it keeps. */
const SHORT_USER = new Set(['LABELS', 'SCHED_REQUIREMENTS', 'SCHED_RANK', 'SCHED_MESSAGE', 'ERROR', 'USER_PRIORITY']);

/** VM as the plain pool prints it. */
export function vmShortBody(cloud: Cloud, vm: VmRecord): string {
  vm.shortBody ??= writeShort(cloud, vm);
  return vm.shortBody;
}

function writeShort(cloud: Cloud, vm: VmRecord): string {
  const own = SHORT.map((name) => `<${name}>${escaped(textOf(vm.template, name))}</${name}>`).join('');
  const nics = vectorsOf(vm.template, 'NIC').map((nic) => `<NIC>${templateXml(nic)}</NIC>`);
  const user = vm.userTemplate.filter(([name]) => SHORT_USER.has(name));
  return (
    `<VM>${ownerXml(cloud, vm)}<LAST_POLL>0</LAST_POLL><STATE>${vm.state}</STATE><LCM_STATE>${vm.lcmState}</LCM_STATE>` +
    `${timesXml(vm)}<DEPLOY_ID>${escaped(vm.deployId)}</DEPLOY_ID><TEMPLATE>${own}${nics.join('')}</TEMPLATE><MONITORING/>` +
    `${user.length === 0 ? '<USER_TEMPLATE/>' : `<USER_TEMPLATE>${templateXml(user)}</USER_TEMPLATE>`}${shortHistory(cloud, vm)}</VM>`
  );
}

function shortHistory(cloud: Cloud, vm: VmRecord): string {
  const stay = lastStay(vm);
  if (stay === undefined) return '<HISTORY_RECORDS/>';
  const host = cloud.hosts.get(stay.host);
  return (
    `<HISTORY_RECORDS><HISTORY><OID>${vm.id}</OID><SEQ>${stay.sequence}</SEQ><HOSTNAME>${cdata(host?.name ?? '')}</HOSTNAME>` +
    `<HID>${stay.host}</HID><CID>${host?.cluster ?? -1}</CID><DS_ID>${stay.datastore}</DS_ID><VM_MAD><![CDATA[dummy]]></VM_MAD>` +
    `<TM_MAD><![CDATA[dummy]]></TM_MAD><ACTION><![CDATA[${stay.action}]]></ACTION></HISTORY></HISTORY_RECORDS>`
  );
}

/** Text inside an element. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
