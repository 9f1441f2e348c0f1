import assert from 'node:assert/strict';
import test from 'node:test';
import { readDatastore, readNetwork } from '../../../src/read/nouns/storage.ts';
import { readVmGroup } from '../../../src/read/nouns/vm-group.ts';
import { openXml } from '../../../src/read/xml/document.ts';
import type { XmlElement } from '../../../src/read/xml/element.ts';

function element(xml: string): XmlElement {
  const [object] = openXml('object', [xml]).objects;
  assert(object !== undefined, 'one object');
  return object.element;
}

test('a datastore has its kind, state, sharing, clusters and sizes', () => {
  const { attributes, ...datastore } = readDatastore(
    element(
      '<DATASTORE><ID>104</ID><NAME>ssd</NAME><TYPE>1</TYPE><STATE>1</STATE><CLUSTERS><ID>100</ID><ID>0</ID></CLUSTERS>' +
        '<TOTAL_MB>100</TOTAL_MB><FREE_MB>60</FREE_MB><USED_MB>40</USED_MB>' +
        '<TEMPLATE><SHARED>NO</SHARED><LIMIT_MB>90</LIMIT_MB></TEMPLATE></DATASTORE>',
    ),
  );
  assert.deepEqual(datastore, {
    id: 104,
    name: 'ssd',
    kind: 'system',
    enabled: false,
    shared: false,
    clusters: [0, 100],
    freeMib: 60,
    usedMib: 40,
    totalMib: 100,
    limitMib: 90,
  });
  assert.deepEqual(attributes['CLUSTERS/ID'], ['100', '0']);
});

test('a datastore is shared unless it says otherwise', () => {
  assert.equal(readDatastore(element('<DATASTORE><ID>1</ID><NAME>d</NAME><TYPE>0</TYPE></DATASTORE>')).shared, true);
});

test('a network has the addresses of all its ranges', () => {
  const { attributes, ...network } = readNetwork(
    element(
      '<VNET><ID>3</ID><NAME>lan</NAME><CLUSTERS><ID>0</ID></CLUSTERS><USED_LEASES>7</USED_LEASES>' +
        '<AR_POOL><AR><SIZE>10</SIZE></AR><AR><SIZE>20</SIZE></AR></AR_POOL></VNET>',
    ),
  );
  assert.deepEqual(network, { id: 3, name: 'lan', clusters: [0], leases: 30, usedLeases: 7 });
  assert.deepEqual(attributes['AR_POOL/AR/SIZE'], ['10', '20']);
});

test('a VM group has roles with their hosts and VMs, and rules between roles', () => {
  const group = readVmGroup(
    element(
      '<VM_GROUP><ID>1</ID><NAME>shop</NAME><ROLES>' +
        '<ROLE><NAME>web</NAME><POLICY>ANTI_AFFINED</POLICY><HOST_AFFINED>9, 8</HOST_AFFINED><VMS>10,2</VMS></ROLE>' +
        '<ROLE><NAME>db</NAME></ROLE></ROLES>' +
        '<TEMPLATE><AFFINED>web, db</AFFINED><AFFINED>db,cache</AFFINED><ANTI_AFFINED/></TEMPLATE></VM_GROUP>',
    ),
  );
  assert.deepEqual(group.roles, [
    { name: 'web', policy: 'ANTI_AFFINED', hostAffined: [9, 8], hostAntiAffined: [], vms: [2, 10] },
    { name: 'db', policy: 'NONE', hostAffined: [], hostAntiAffined: [], vms: [] },
  ]);
  assert.deepEqual(group.affined, [
    ['web', 'db'],
    ['db', 'cache'],
  ]);
  assert.deepEqual(group.antiAffined, []);
});
