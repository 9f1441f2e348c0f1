import { createHash } from 'node:crypto';
import type { Workload } from '../../domain/workload.ts';

/** Of hosts and requests as they are simulated: the same fingerprint is the same workload, whatever its file. */
export function fingerprint({ requests, hosts }: Workload): string {
  const hash = createHash('sha256').update(JSON.stringify(hosts));
  for (const request of requests) hash.update(JSON.stringify(request));
  return `sha256:${hash.digest('hex')}`;
}
