import type { CloudSpec, HostSpec } from './core/cloud.ts';
import { SCALED_LATENCIES } from './core/latency.ts';

const PROD = 100;
const EDGE = 101;

/** So many hosts in two clusters, a quarter of them small, with two system datastores and two networks. */
export function cloudOf(hosts: number): CloudSpec {
  return {
    clusters: [
      { id: PROD, name: 'prod' },
      { id: EDGE, name: 'edge' },
    ],
    hosts: Array.from({ length: hosts }, (_, index) => hostOf(index)),
    datastores: [
      { id: 100, name: 'images', type: 0, clusters: [PROD, EDGE], totalMib: 20_480, shared: true },
      { id: 101, name: 'system', type: 1, clusters: [PROD, EDGE], totalMib: 4_796_800, shared: true },
      { id: 102, name: 'system-prod', type: 1, clusters: [PROD], totalMib: 4_796_800, shared: true },
    ],
    networks: [
      { id: 0, name: 'private', clusters: [PROD, EDGE], bridge: 'br0', firstIp: '10.10.0.10', size: 4_000 },
      { id: 1, name: 'edge-net', clusters: [EDGE], bridge: 'br1', firstIp: '10.20.0.10', size: 50 },
    ],
    vmGroups: [
      {
        id: 0,
        name: 'app-group',
        roles: [
          { name: 'web', attributes: [['POLICY', 'ANTI_AFFINED']] },
          { name: 'cache', attributes: [['POLICY', 'AFFINED']] },
        ],
      },
    ],
  };
}

function hostOf(index: number): HostSpec {
  const small = index % 4 === 3;
  const name = `node-${small ? 'b' : 'a'}${String(index + 1).padStart(3, '0')}`;
  return small
    ? { name, cluster: EDGE, cores: 8, memoryMib: 16_384 }
    : { name, cluster: PROD, cores: 16, memoryMib: 65_536 };
}

/** Clouds by name, for the command line: `hosts-20`, or `hosts-20-scaled` where saves and moves take their time. */
export function presetOf(name: string): CloudSpec {
  const [, hosts, scaled] = /^hosts-(\d+)(-scaled)?$/.exec(name) ?? [];
  if (hosts === undefined) throw new Error(`there is no preset ${name}; say hosts-20, or name a JSON file`);
  const cloud = cloudOf(Number(hosts));
  return scaled === undefined ? cloud : { ...cloud, latencies: SCALED_LATENCIES };
}
