import assert from 'node:assert/strict';
import test from 'node:test';
import type { Host } from '../../../src/domain/host.ts';
import { readHost } from '../../../src/read/nouns/host.ts';
import { openXml } from '../../../src/read/xml/document.ts';
import { hostXml } from '../../support/recorded.ts';

function read(xml: string): Host {
  const [object] = openXml('host', [xml]).objects;
  assert(object !== undefined, 'one host');
  return readHost(object.element);
}

test('capacity is rounded down to MiB and usage up', () => {
  const host = read(hostXml(3, { MAX_MEM: 2047, MEM_USAGE: 1025, MAX_CPU: 1600, CPU_USAGE: 53 }));
  assert.deepEqual(host.capacity, { cpuCentis: 1600, memoryMib: 1 });
  assert.deepEqual(host.usage, { cpuCentis: 53, memoryMib: 2 });
});

test('VMs ascend, whatever the order in the list', () => {
  assert.deepEqual(read(hostXml(3, {}, { VMS: '<ID>10</ID><ID>9</ID>' })).vms, [9, 10]);
});

test('a PCI device is free when its VMID is -1', () => {
  const device = (vm: number): string =>
    `<PCI><VENDOR>10de</VENDOR><DEVICE>0863</DEVICE><CLASS>0302</CLASS><SHORT_ADDRESS>02:00.0</SHORT_ADDRESS><VMID>${vm}</VMID></PCI>`;
  const host = read(hostXml(3, { PCI_DEVICES: device(-1) + device(12) }));
  assert.deepEqual(
    host.pci.map(({ vm }) => vm),
    [null, 12],
  );
});

test('local disks come by datastore, the own one of the host under -1', () => {
  const datastores = '<FREE_DISK>20480</FREE_DISK><DS><ID>104</ID><FREE_MB>512</FREE_MB></DS>';
  assert.deepEqual(read(hostXml(3, { DATASTORES: datastores })).localDisk, [
    { datastore: -1, freeMib: 20_480 },
    { datastore: 104, freeMib: 512 },
  ]);
});

test('attributes are the leaves by path, each value once, in document order', () => {
  const host = read(
    hostXml(3, {}, { TEMPLATE: '<RACK>b</RACK><RACK>a</RACK><RACK>b</RACK><GPU><KIND>x</KIND></GPU>' }),
  );
  assert.deepEqual(host.attributes['TEMPLATE/RACK'], ['b', 'a']);
  assert.deepEqual(host.attributes['TEMPLATE/GPU/KIND'], ['x']);
  assert.deepEqual(host.attributes['HOST_SHARE/MAX_CPU'], ['800']);
  assert.deepEqual(host.attributes.NAME, ['host-3']);
});

test('an element may have the name of a property of every object', () => {
  const { attributes } = read(hostXml(3, {}, { __proto__x: 'a', constructor: 'b' }));
  assert.deepEqual(attributes.constructor, ['b']);
});

for (const name of ['VCENTER_PASSWORD', 'TOKEN', 'SSH_KEY', 'API_SECRET', 'AUTH']) {
  test(`${name} is no attribute: it may be a credential`, () => {
    const { attributes } = read(hostXml(3, {}, { TEMPLATE: `<${name}>s3cret</${name}><RACK>a</RACK>` }));
    assert.doesNotMatch(JSON.stringify(attributes), /s3cret/);
  });
}

test('monitored CPU is read where it is, and null where it is not', () => {
  const monitoring = '<CAPACITY><FREE_CPU>829</FREE_CPU></CAPACITY>';
  assert.equal(read(hostXml(3, {}, { MONITORING: monitoring })).monitoredFreeCpuCentis, 829);
  assert.equal(read(hostXml(3)).monitoredFreeCpuCentis, null);
});
