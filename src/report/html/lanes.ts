import type { Epoch } from '../../domain/epoch.ts';
import type { HostId, VmId } from '../../domain/ids.ts';
import type { Occupation } from '../../domain/plan.ts';
import { horizonEnd } from '../load.ts';
import { inLanes } from './in-lanes.ts';

/** A host as a band of lanes: each VM that is ever on it has one, shared with VMs that come after. */
export interface Band {
  readonly host: HostId;
  readonly name: string;
  /** Where the band begins, in lanes from the top of the chart. */
  readonly top: number;
  readonly lanes: number;
  readonly bars: readonly Bar[];
}

/** A VM on its host, seconds, cut off at the horizon. */
export interface Bar {
  readonly vm: VmId;
  readonly lane: number;
  readonly from: number;
  readonly until: number;
  readonly phase: Occupation['phase'];
  /** Goes on beyond the horizon. */
  readonly endless: boolean;
}

/** Between two hosts, in lanes. */
export const GAP = 0.5;

/** Puts occupations into lanes, host by host in the order given, so that no two bars of a lane overlap. */
export function bands(epoch: Epoch, occupations: readonly Occupation[], hosts: readonly HostId[]): readonly Band[] {
  const names = new Map(epoch.snapshot.hosts.map(({ id, name }) => [id, name]));
  const end = horizonEnd(epoch);
  const drawn: Band[] = [];
  let top = 0;
  for (const host of hosts) {
    const bars = inLanes(
      occupations.filter((occupation) => occupation.host === host).flatMap((one) => cut(one, end)),
      ({ vm }) => vm,
    );
    const lanes = Math.max(1, ...bars.map(({ lane }) => lane + 1));
    drawn.push({ host, name: names.get(host) ?? `host ${host}`, top, lanes, bars });
    top += lanes + GAP;
  }
  return drawn;
}

function cut({ vm, from, until, phase }: Occupation, end: number): readonly Omit<Bar, 'lane'>[] {
  if (from >= end || (until !== null && until <= from)) return [];
  const endless = until === null || until > end;
  return [{ vm, from, until: endless ? end : until, phase, endless }];
}
