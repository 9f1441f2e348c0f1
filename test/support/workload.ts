import type { Workload, WorkloadHost, WorkloadRequest } from '../../src/domain/workload.ts';

/** Hosts of one core and 1024 MiB, as Haizea's cases have them. */
export const hostsOf = (count: number, cpuCentis = 100, memoryMib = 1024): readonly WorkloadHost[] =>
  Array.from({ length: count }, (_, index) => ({ name: `h${index + 1}`, capacity: { cpuCentis, memoryMib } }));

/** A best-effort request of one VM that fills a host, asked for at 0 for an hour, which it takes; `given` says what else. */
export function request(
  id: number | string,
  given: Partial<WorkloadRequest> & { readonly nodes?: number } = {},
): WorkloadRequest {
  const { nodes = 1, ...fields } = given;
  const durationSeconds = fields.durationSeconds === undefined ? 3_600 : fields.durationSeconds;
  return {
    id: String(id),
    submitSeconds: 0,
    terms: { kind: 'best-effort', notBefore: null },
    vms: Array.from({ length: nodes }, () => ({ cpuCentis: 100, memoryMib: 1024 })),
    durationSeconds,
    realSeconds: durationSeconds,
    preemptible: true,
    weight: 1,
    user: null,
    image: null,
    hosts: null,
    extras: {},
    ...fields,
  };
}

/** A workload in order of submission. */
export const workloadOf = (
  requests: readonly WorkloadRequest[],
  hosts: readonly WorkloadHost[] = hostsOf(4),
): Workload => ({
  name: 'test',
  hosts,
  requests: [...requests].sort((a, b) => a.submitSeconds - b.submitSeconds),
  leftOut: [],
});
