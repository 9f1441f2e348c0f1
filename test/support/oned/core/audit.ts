/** Room of a host given to a VM or taken back. */
export interface Allocation {
  readonly at: number;
  readonly host: number;
  readonly vm: number;
  readonly kind: 'given' | 'freed';
  readonly cpuUsageCentis: number;
  readonly memoryUsageKib: number;
  readonly over: boolean;
}

/** An action that somebody asked for. */
export interface AskedAction {
  readonly at: number;
  readonly vm: number;
  readonly action: string;
  readonly user: string;
  /** Phase of the VM at that moment. */
  readonly phase: string;
  /** Null when it was accepted. */
  readonly refusal: string | null;
  /** Refused because the phase does not allow it. */
  readonly illegal: boolean;
}

/** A time in which a VM ran; `until` is null while it does. */
export interface Run {
  readonly vm: number;
  readonly host: number;
  readonly from: number;
  until: number | null;
}

/** What the cloud saw: for tests to judge by. Times are Unix seconds with fractions. */
export interface Audit {
  readonly allocations: Allocation[];
  readonly asked: AskedAction[];
  readonly runs: Run[];
  readonly phases: { readonly at: number; readonly vm: number; readonly phase: string }[];
}

export const newAudit = (): Audit => ({ allocations: [], asked: [], runs: [], phases: [] });

/** The VM begins to run; a run on another host that is open ends with it. */
export function beginRun(audit: Audit, run: { vm: number; host: number; now: number }): void {
  const open = openRun(audit, run.vm);
  if (open?.host === run.host) return;
  endRun(audit, run.vm, run.now);
  audit.runs.push({ vm: run.vm, host: run.host, from: run.now, until: null });
}

/** The VM stops running, if it does run. */
export function endRun(audit: Audit, vm: number, now: number): void {
  const open = openRun(audit, vm);
  if (open !== undefined) open.until = now;
}

const openRun = (audit: Audit, vm: number): Run | undefined =>
  audit.runs.findLast((run) => run.vm === vm && run.until === null);
