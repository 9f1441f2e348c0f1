import type { CloudSpec } from '../support/oned/core/cloud.ts';

const PROD = 100;
const EDGE = 101;

const host = (name: string, cluster: number, cores: number, gib: number) => ({
  name,
  cluster,
  cores,
  memoryMib: gib * 1_024,
});

/** The cloud that the recordings were made in, as its README tells. */
export const RECORDED_CLOUD: CloudSpec = {
  clusters: [
    { id: 0, name: 'default' },
    { id: PROD, name: 'prod' },
    { id: EDGE, name: 'edge' },
  ],
  hosts: [
    host('node-a01', PROD, 16, 64),
    host('node-a02', PROD, 16, 64),
    host('node-a03', PROD, 16, 64),
    host('node-a04', PROD, 32, 128),
    host('node-a05', PROD, 32, 128),
    host('node-a06', PROD, 8, 32),
    host('node-b01', EDGE, 8, 16),
    host('node-b02', EDGE, 8, 16),
    host('node-b03', EDGE, 16, 32),
    host('node-b04', EDGE, 4, 8),
  ],
  datastores: [
    { id: 0, name: 'system', type: 1, clusters: [0], totalMib: 0, shared: false },
    { id: 1, name: 'default', type: 0, clusters: [0], totalMib: 258_020, shared: true },
    { id: 2, name: 'files', type: 2, clusters: [0], totalMib: 258_020, shared: true },
    { id: 100, name: 'images-dummy', type: 0, clusters: [0, PROD, EDGE], totalMib: 20_480, shared: true },
    { id: 101, name: 'system-dummy', type: 1, clusters: [0, PROD, EDGE], totalMib: 4_796_800, shared: true },
    { id: 102, name: 'system-dummy-2', type: 1, clusters: [0, PROD], totalMib: 4_796_800, shared: true },
  ],
  networks: [
    { id: 0, name: 'private', clusters: [0, PROD, EDGE], bridge: 'br0', firstIp: '10.10.0.10', size: 200 },
    { id: 1, name: 'edge-net', clusters: [0, EDGE], bridge: 'br1', firstIp: '10.20.0.10', size: 50 },
  ],
  vmGroups: [
    {
      id: 0,
      name: 'app-group',
      roles: [
        { name: 'web', attributes: [['POLICY', 'ANTI_AFFINED']] },
        { name: 'cache', attributes: [['POLICY', 'AFFINED']] },
        {
          name: 'db',
          attributes: [
            ['HOST_AFFINED', '0,1,2,3'],
            ['POLICY', 'ANTI_AFFINED'],
          ],
        },
        {
          name: 'batch',
          attributes: [
            ['HOST_ANTI_AFFINED', '5'],
            ['POLICY', 'NONE'],
          ],
        },
      ],
      attributes: [['ANTI_AFFINED', 'db,batch']],
    },
  ],
};
