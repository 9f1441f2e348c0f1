import { act } from '../support/oned/core/actions.ts';
import { allocate } from '../support/oned/core/allocate.ts';
import type { Answer } from '../support/oned/core/answer.ts';
import { advance, type CloudSpec, newCloud } from '../support/oned/core/cloud.ts';
import type { DriverWork } from '../support/oned/core/latency.ts';
import type { Cloud, CloudNews, DriverMood, VmRecord } from '../support/oned/core/model.ts';
import { deploy, type MigrateKind, migrate } from '../support/oned/core/placement.ts';
import { type RecoverKind, recover } from '../support/oned/core/recover.ts';
import { parseTemplate } from '../support/oned/core/template.ts';
import { cloudOf } from '../support/oned/presets.ts';

/** A cloud on a clock that only goes on when it is told to, and whose drivers do as they are told. */
export interface BenchCloud {
  readonly cloud: Cloud;
  readonly vm: VmRecord;
  readonly now: () => number;
  /** Lets so many seconds pass. */
  readonly pass: (seconds: number) => void;
  /** What this driver does from now on, whoever it is. */
  readonly drivers: (work: DriverWork, mood: DriverMood) => void;
  readonly act: (action: string) => Answer<number>;
  readonly deploy: (host: number, enforce?: boolean) => Answer<number>;
  readonly migrate: (host: number, how: MigrateKind, datastore?: number) => Answer<number>;
  readonly recover: (kind: RecoverKind) => Answer<number>;
}

/** A cloud with one pending VM, 1 core and 1 GiB. */
export function benchCloud(
  news: (news: CloudNews) => void = () => undefined,
  spec: CloudSpec = cloudOf(4),
): BenchCloud {
  let time = 1_795_400_000;
  const moods = new Map<DriverWork, DriverMood>();
  const cloud = newCloud(spec, { news, mood: (work) => moods.get(work) ?? 'well' });
  const [user] = cloud.users;
  if (user === undefined) throw new Error('the cloud has no users');
  allocate(cloud, parseTemplate('NAME=bench\nCPU=1\nMEMORY=1024') ?? [], { user, now: time, hold: false });
  const vm = cloud.vms.get(0) as VmRecord;
  const asking = () => ({ user, now: time });
  return {
    cloud,
    vm,
    now: () => time,
    pass: (seconds) => {
      time += seconds;
      advance(cloud, time);
    },
    drivers: (work, mood) => moods.set(work, mood),
    act: (action) => act(cloud, vm, action, asking()),
    deploy: (host, enforce = false) => deploy(cloud, vm, { host, datastore: -1, enforce }, asking()),
    migrate: (host, how, datastore = -1) => migrate(cloud, vm, { host, datastore, enforce: false, how }, asking()),
    recover: (kind) => recover(cloud, vm, kind, asking()),
  };
}
