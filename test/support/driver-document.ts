import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dice } from './dice.ts';
import { hostPool, hostXml, temporaryFolder, vmPool, vmXml } from './recorded.ts';

export interface DriverCloud {
  readonly hosts: number;
  readonly vms: number;
  readonly seed: number;
  /** VMs that run already, on the first hosts, close together; the others are pending. */
  readonly running?: number;
  /** ONE_DRS of the cluster, inside. */
  readonly oneDrs?: string;
}

const CORES = [1, 1, 2, 2, 4];
const DATASTORE = `<DATASTORE><ID>0</ID><NAME>system</NAME><UID>0</UID><GID>0</GID><UNAME>oneadmin</UNAME><GNAME>oneadmin</GNAME>
  <PERMISSIONS/><DS_MAD>-</DS_MAD><TM_MAD>ssh</TM_MAD><TYPE>1</TYPE><STATE>0</STATE><CLUSTERS><ID>100</ID></CLUSTERS>
  <TOTAL_MB>9000000</TOTAL_MB><FREE_MB>9000000</FREE_MB><USED_MB>0</USED_MB><IMAGES/><TEMPLATE><SHARED>YES</SHARED></TEMPLATE></DATASTORE>`;

/** What oned hands a scheduler driver for such a cloud, hosts of 16 cores and 64 GiB, as a file; its path. */
export function driverDocument({ hosts, vms, seed, running = 0, oneDrs }: DriverCloud): string {
  const { pick } = dice(seed);
  const sizes = Array.from({ length: vms }, () => pick(CORES));
  const on = placedClosely(sizes.slice(0, running), hosts);
  const template = oneDrs === undefined ? '' : `<ONE_DRS>${oneDrs}</ONE_DRS>`;
  const ids = Array.from({ length: hosts }, (_, host) => `<ID>${host}</ID>`).join('');
  const guests = sizes.map((cores, vm) => {
    const host = on[vm];
    return vmXml(vm, { CPU: cores, MEMORY: cores * 2048 }, host === undefined ? {} : active(vm, host));
  });
  const machines = Array.from({ length: hosts }, (_, host) => {
    const here = sizes.flatMap((cores, vm) => (on[vm] === host ? [{ vm, cores }] : []));
    const used = here.reduce((sum, { cores }) => sum + cores, 0);
    const share = { MAX_CPU: 1600, MAX_MEM: 67_108_864, CPU_USAGE: used * 100, MEM_USAGE: used * 2_097_152 };
    const held = here.map(({ vm }) => `<ID>${vm}</ID>`).join('');
    return hostXml(host, { ...share, RUNNING_VMS: here.length }, { VMS: held, CLUSTER_TEMPLATE: template });
  });
  const requirement = (_: unknown, vm: number): string =>
    `<VM><ID>${vm}</ID><HOSTS>${ids}</HOSTS><DATASTORES><ID>0</ID></DATASTORES></VM>`;
  const file = join(temporaryFolder(), 'document.xml');
  writeFileSync(
    file,
    `<SCHEDULER_DRIVER_ACTION>${vmPool(...guests)}${hostPool(...machines)}<DATASTORE_POOL>${DATASTORE}</DATASTORE_POOL>` +
      `<VNET_POOL/><VM_GROUP_POOL/><CLUSTER_POOL/><REQUIREMENTS>${sizes.map(requirement).join('')}</REQUIREMENTS>` +
      `</SCHEDULER_DRIVER_ACTION>`,
  );
  return file;
}

/** First fit: one host is filled after the other. */
function placedClosely(sizes: readonly number[], hosts: number): readonly number[] {
  const free = Array.from({ length: hosts }, () => 16);
  return sizes.map((cores) => {
    const host = free.findIndex((left) => left >= cores);
    free[host] = (free[host] as number) - cores;
    return host;
  });
}

const active = (vm: number, host: number): Readonly<Record<string, string | number>> => ({
  STATE: 3,
  LCM_STATE: 3,
  HISTORY_RECORDS:
    `<HISTORY><OID>${vm}</OID><SEQ>0</SEQ><HOSTNAME>host-${host}</HOSTNAME><HID>${host}</HID><CID>100</CID>` +
    `<STIME>1700000000</STIME><ETIME>0</ETIME><DS_ID>0</DS_ID><PSTIME>1700000000</PSTIME><PETIME>1700000010</PETIME>` +
    `<RSTIME>1700000010</RSTIME><RETIME>0</RETIME><ACTION>0</ACTION></HISTORY>`,
});
