import type { Epoch } from '../domain/epoch.ts';
import type { Host } from '../domain/host.ts';
import { isPlannable } from '../domain/host.ts';
import type { Lease } from '../domain/lease.ts';
import type { Action, Forecast } from '../domain/plan.ts';
import type { Amounts } from '../domain/resources.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import { type HostLoad, hostLoads } from './load.ts';
import { lookup } from './lookup.ts';

/** Everything that bears on one lease: what it asked for, what is foreseen, what holds it, and what each host says. */
export interface Why {
  readonly forecast: Forecast;
  readonly lease: Lease | null;
  readonly vms: readonly Vm[];
  readonly actions: readonly Action[];
  readonly verdicts: readonly Verdict[];
  /** For its first VM; the others of a gang ask alike. */
  readonly hosts: readonly HostAnswer[];
}

/** What one host says to one VM. */
export interface HostAnswer {
  readonly host: Host;
  /** Null when it may go there; else why it never may. */
  readonly excluded: string | null;
  /** Room now, by oned's account. */
  readonly free: Amounts;
  /** From when the plan leaves room for it there for its whole time, Unix seconds; null within this horizon. */
  readonly roomFrom: number | null;
}

/** Finds the lease by its id, its name, or the id or name of one of its VMs; null when nothing is called that. */
export function whyOf(epoch: Epoch, asked: string): Why | null {
  const forecast = forecastOf(epoch, asked);
  if (forecast === null) return null;
  const names = lookup(epoch.snapshot);
  const vms = forecast.vms.flatMap((id) => names.vm(id) ?? []);
  const lease = names.lease(forecast.lease);
  return {
    forecast,
    lease,
    vms,
    actions: (epoch.plan?.actions ?? []).filter(({ lease }) => lease === forecast.lease),
    verdicts: epoch.verdicts.filter(({ about }) => concerns(about, forecast)),
    hosts: vms.slice(0, 1).flatMap((vm) => hostAnswers(epoch, vm, forecast, lease?.durationSeconds ?? null)),
  };
}

function forecastOf({ plan, snapshot }: Epoch, asked: string): Forecast | null {
  const forecasts = plan?.forecasts ?? [];
  const vm = snapshot.vms.find(({ id, name }) => String(id) === asked || name === asked);
  return (
    forecasts.find(({ lease }) => lease === asked) ??
    forecasts.find(({ vms }) => vm !== undefined && vms.includes(vm.id)) ??
    forecasts.find(({ name }) => name === asked) ??
    null
  );
}

function concerns(about: Verdict['about'], { lease, vms }: Forecast): boolean {
  if (about.kind === 'lease') return about.id === lease;
  return about.kind === 'vm' && vms.some((id) => id === about.id);
}

function hostAnswers(epoch: Epoch, vm: Vm, own: Forecast, durationSeconds: number | null): readonly HostAnswer[] {
  const others = (epoch.plan?.occupations ?? []).filter((occupation) => !own.vms.includes(occupation.vm));
  const loads = new Map(hostLoads(epoch, others).map((load) => [load.host.id, load]));
  return epoch.snapshot.hosts.map((host) => {
    const load = loads.get(host.id);
    const excluded = exclusion(host, vm);
    return {
      host,
      excluded,
      free: minus(host.capacity, host.usage),
      roomFrom: excluded === null && load !== undefined ? roomFrom(load, vm.demand, durationSeconds) : null,
    };
  });
}

function exclusion(host: Host, vm: Vm): string | null {
  if (!fits(vm.demand, host.capacity)) return 'too small, even empty';
  if (!vm.hosts.includes(host.id)) return 'requirements do not match';
  return isPlannable(host) ? null : 'not monitored or disabled';
}

/** The first moment from which it fits until its end, or the horizon's. */
function roomFrom({ host, steps }: HostLoad, demand: Amounts, durationSeconds: number | null): number | null {
  const full = steps.filter((step) => !fits(demand, minus(host.capacity, step)));
  const lasts = (from: number): number =>
    durationSeconds === null ? Number.POSITIVE_INFINITY : from + durationSeconds;
  const isFree = (from: number): boolean => !full.some((step) => step.until > from && step.from < lasts(from));
  return steps.map(({ from }) => from).find(isFree) ?? null;
}

const fits = (demand: Amounts, room: Amounts): boolean =>
  demand.cpuCentis <= room.cpuCentis && demand.memoryMib <= room.memoryMib;

const minus = (a: Amounts, b: Amounts): Amounts => ({
  cpuCentis: a.cpuCentis - b.cpuCentis,
  memoryMib: a.memoryMib - b.memoryMib,
});
