import type { Cloud, HostRecord } from '../core/model.ts';
import { cdata, type Template, templateXml } from '../core/template.ts';
import { escaped } from './vm.ts';

/** HOST as the pool prints it and the database keeps it. */
export function hostBody(cloud: Cloud, host: HostRecord): string {
  host.body ??= writeBody(cloud, host);
  return host.body;
}

function writeBody(cloud: Cloud, host: HostRecord): string {
  const vms = [...host.vms].sort((a, b) => a - b).map((id) => `<ID>${id}</ID>`);
  return (
    `<HOST><ID>${host.id}</ID><NAME>${escaped(host.name)}</NAME><STATE>${host.state}</STATE><PREV_STATE>${host.previousState}</PREV_STATE>` +
    `<IM_MAD><![CDATA[dummy]]></IM_MAD><VM_MAD><![CDATA[dummy]]></VM_MAD><CLUSTER_ID>${host.cluster}</CLUSTER_ID>` +
    `<CLUSTER>${escaped(cloud.clusters.get(host.cluster)?.name ?? '')}</CLUSTER>${shareXml(host)}<VMS>${vms.join('')}</VMS>` +
    `<TEMPLATE>${templateXml(facts(host))}</TEMPLATE><MONITORING/></HOST>`
  );
}

const shareXml = (host: HostRecord): string =>
  `<HOST_SHARE><MEM_USAGE>${host.memoryUsageKib}</MEM_USAGE><CPU_USAGE>${host.cpuUsageCentis}</CPU_USAGE>` +
  `<TOTAL_MEM>${host.totalMemoryKib}</TOTAL_MEM><TOTAL_CPU>${host.totalCpuCentis}</TOTAL_CPU>` +
  `<MAX_MEM>${host.maxMemoryKib}</MAX_MEM><MAX_CPU>${host.maxCpuCentis}</MAX_CPU><RUNNING_VMS>${host.vms.size}</RUNNING_VMS><VMS_THREAD>1</VMS_THREAD>` +
  `<DATASTORES><DISK_USAGE>${cdata('0')}</DISK_USAGE><FREE_DISK>${cdata('20480')}</FREE_DISK><MAX_DISK>${cdata('20480')}</MAX_DISK><USED_DISK>${cdata('9720')}</USED_DISK></DATASTORES>` +
  '<PCI_DEVICES></PCI_DEVICES><NUMA_NODES></NUMA_NODES></HOST_SHARE>';

const facts = (host: HostRecord): Template => [
  ['ARCH', 'x86_64'],
  ['CPUSPEED', '3200'],
  ['HOSTNAME', host.name],
  ['HYPERVISOR', 'dummy'],
  ['IM_MAD', 'dummy'],
  ['MODELNAME', 'Dummy(R) Core @ 3.2GHz'],
  ['RESERVED_CPU', ''],
  ['RESERVED_MEM', ''],
  ['TOTALCPU', String(host.totalCpuCentis)],
  ['TOTALMEMORY', String(host.totalMemoryKib)],
  ['VM_MAD', 'dummy'],
  ...host.template,
];
