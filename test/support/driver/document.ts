import { folderWith, hostPool, hostXml, vmPool, vmXml } from '../recorded.ts';

type Fields = Readonly<Record<string, string | number>>;

/** A VM that oned asks about: pending, 1 core, 1 GiB; what differs is written out. */
export interface AskedFor {
  readonly template?: Fields;
  /** Inside USER_TEMPLATE. */
  readonly user?: string;
  readonly rest?: Fields;
}

export interface DocumentTerms {
  readonly vms: readonly AskedFor[];
  /** Hosts of 8 cores and 16 GiB; what differs of HOST_SHARE. */
  readonly hosts?: readonly Fields[];
  /** What differs of each host beside HOST_SHARE. */
  readonly hostRest?: Fields;
  readonly groups?: string;
}

const DATASTORE = `<DATASTORE><ID>0</ID><NAME>system</NAME><UID>0</UID><GID>0</GID><UNAME>oneadmin</UNAME><GNAME>oneadmin</GNAME>
  <PERMISSIONS/><DS_MAD>-</DS_MAD><TM_MAD>ssh</TM_MAD><TYPE>1</TYPE><STATE>0</STATE><CLUSTERS><ID>100</ID></CLUSTERS>
  <TOTAL_MB>9000000</TOTAL_MB><FREE_MB>9000000</FREE_MB><USED_MB>0</USED_MB><IMAGES/><TEMPLATE><SHARED>YES</SHARED></TEMPLATE></DATASTORE>`;

/** What oned asks a scheduler driver about these VMs, numbered from 0, each of which may run anywhere. */
export function documentXml({ vms, hosts = [{}], hostRest = {}, groups = '' }: DocumentTerms): string {
  const machines = hosts.map((share, id) => hostXml(id, share, hostRest));
  const everywhere = hosts.map((_, id) => `<ID>${id}</ID>`).join('');
  const guests = vms.map(({ template = {}, user = '', rest = {} }, id) =>
    vmXml(id, template, { USER_TEMPLATE: user, ...rest }),
  );
  const requirements = vms.map(
    (_, id) => `<VM><ID>${id}</ID><HOSTS>${everywhere}</HOSTS><DATASTORES><ID>0</ID></DATASTORES></VM>`,
  );
  return (
    `<SCHEDULER_DRIVER_ACTION>${vmPool(...guests)}${hostPool(...machines)}<DATASTORE_POOL>${DATASTORE}</DATASTORE_POOL>` +
    `<VNET_POOL/><VM_GROUP_POOL>${groups}</VM_GROUP_POOL><CLUSTER_POOL/>` +
    `<REQUIREMENTS>${requirements.join('')}</REQUIREMENTS></SCHEDULER_DRIVER_ACTION>`
  );
}

/** The same as a file. */
export const documentFile = (terms: DocumentTerms): string => inFile(documentXml(terms));

/** Anything, as a file. */
export const inFile = (content: string | Buffer): string => `${folderWith({ 'document.xml': content })}/document.xml`;
