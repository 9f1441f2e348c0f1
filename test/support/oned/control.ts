import { allocate } from './core/allocate.ts';
import type { Audit } from './core/audit.ts';
import type { HostSpec } from './core/cloud.ts';
import { addHost, setHostState } from './core/cloud.ts';
import { type HostRecord, lastStay } from './core/model.ts';
import { type HostStateName, hostStateName, phaseOf } from './core/states.ts';
import { parseTemplate } from './core/template.ts';
import type { Fault } from './outside/faults.ts';
import type { Oned } from './outside/oned.ts';

/** What a test tells a stand-in that runs in a process of its own. */
export type ControlCommand =
  /** New VMs, PENDING or on HOLD; answers their ids. */
  | { readonly do: 'allocate'; readonly templates: readonly string[]; readonly hold?: boolean; readonly user?: string }
  | { readonly do: 'add-host'; readonly host: HostSpec }
  /** A host is disabled, taken offline, lost (ERROR) or back (MONITORED). */
  | { readonly do: 'host-state'; readonly host: number; readonly state: HostStateName }
  /** A call by some user, behind the planner's back: arguments without the session. */
  | {
      readonly do: 'call';
      readonly method: string;
      readonly args: readonly (string | number | boolean)[];
      readonly user?: string;
    }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'clear-faults' }
  /** Silent for so many seconds, at every door. */
  | { readonly do: 'restart'; readonly seconds: number }
  | { readonly do: 'publisher'; readonly up: boolean }
  | { readonly do: 'lock-database'; readonly seconds: number }
  /** The host was last heard of so many seconds ago. */
  | { readonly do: 'stale-host'; readonly host: number; readonly ageSeconds: number }
  /** So many events that mean nothing, at once. */
  | { readonly do: 'burst'; readonly events: number }
  | { readonly do: 'audit' }
  | { readonly do: 'state' };

/** A VM as the control shows it. */
export interface VmView {
  readonly id: number;
  readonly name: string;
  readonly phase: string;
  readonly host: number | null;
  readonly submittedAt: number;
  readonly userTemplate: Readonly<Record<string, unknown>>;
}

export interface StateView {
  readonly now: number;
  readonly vms: readonly VmView[];
  readonly hosts: readonly {
    readonly id: number;
    readonly state: string;
    readonly vms: readonly number[];
    readonly cpuUsageCentis: number;
    readonly maxCpuCentis: number;
  }[];
  readonly struck: Readonly<Record<Fault['kind'], number>>;
}

/** What each command answers. */
export interface ControlAnswers {
  readonly allocate: readonly number[];
  readonly 'add-host': number;
  readonly 'host-state': null;
  /** Null when it was accepted, else the refusal. */
  readonly call: string | null;
  readonly fault: null;
  readonly 'clear-faults': null;
  readonly restart: null;
  readonly publisher: null;
  readonly 'lock-database': null;
  readonly 'stale-host': null;
  readonly burst: null;
  readonly audit: Audit;
  readonly state: StateView;
}

/** Carries out a command on a stand-in. Throws when it makes no sense. */
export async function obey(oned: Oned, command: ControlCommand): Promise<ControlAnswers[ControlCommand['do']]> {
  switch (command.do) {
    case 'allocate':
      return oned.change((now) => command.templates.map((text) => allocated(oned, text, { ...command, now })));
    case 'add-host':
      return oned.change(() => addHost(oned.cloud, command.host).id);
    case 'host-state':
      return oned.change((now) => {
        setHostState(oned.cloud, hostOf(oned, command.host), command.state, now);
        return null;
      });
    case 'call':
      return called(oned, command);
    case 'fault':
      oned.faults.add(command.fault);
      return null;
    case 'clear-faults':
      oned.faults.clear();
      return null;
    case 'restart':
      await oned.restart(command.seconds);
      return null;
    case 'publisher':
      await oned.setPublisher(command.up);
      return null;
    case 'lock-database':
      await oned.lockDatabase(command.seconds);
      return null;
    case 'stale-host':
      return oned.change((now) => {
        hostOf(oned, command.host).monitoredAt = now - command.ageSeconds;
        return null;
      });
    case 'burst':
      oned.publish(Array.from({ length: command.events }, () => BURST));
      return null;
    case 'audit':
      return oned.change(() => oned.cloud.audit);
    case 'state':
      return oned.change((now) => viewOf(oned, now));
  }
}

const BURST = {
  topic: 'EVENT API one.vm.update 1',
  xml: '<HOOK_MESSAGE><HOOK_TYPE>API</HOOK_TYPE><CALL>one.vm.update</CALL></HOOK_MESSAGE>',
};

function hostOf(oned: Oned, id: number): HostRecord {
  const host = oned.cloud.hosts.get(id);
  if (host === undefined) throw new Error(`there is no host ${id}`);
  return host;
}

const userOf = (oned: Oned, name: string | undefined) => {
  const user = oned.cloud.users.find((one) => one.name === (name ?? 'oneadmin'));
  if (user === undefined) throw new Error(`there is no user ${name}`);
  return user;
};

function allocated(
  oned: Oned,
  text: string,
  { hold, user, now }: { readonly hold?: boolean; readonly user?: string; readonly now: number },
): number {
  const template = parseTemplate(text);
  if (template === null) throw new Error(`this is no template: ${text}`);
  const answer = allocate(oned.cloud, template, { user: userOf(oned, user), now, hold: hold ?? false });
  if (answer.kind === 'error') throw new Error(answer.message);
  return answer.value;
}

function called(oned: Oned, { method, args, user }: Extract<ControlCommand, { do: 'call' }>): string | null {
  const { name, password } = userOf(oned, user);
  const typed = [`${name}:${password}`, ...args].map((value) =>
    typeof value === 'string'
      ? ({ type: 'string', value } as const)
      : typeof value === 'number'
        ? ({ type: 'int', value } as const)
        : ({ type: 'boolean', value } as const),
  );
  const { answer, xml } = oned.call({ method, args: typed });
  if (answer === null) throw new Error(xml);
  return answer.kind === 'ok' ? null : `[${method}] ${answer.message}`;
}

function viewOf({ cloud, faults }: Oned, now: number): StateView {
  return {
    now,
    vms: [...cloud.vms.values()].map((vm) => ({
      id: vm.id,
      name: vm.name,
      phase: phaseOf(vm),
      host: lastStay(vm)?.host ?? null,
      submittedAt: vm.submittedAt,
      userTemplate: Object.fromEntries(vm.userTemplate),
    })),
    hosts: [...cloud.hosts.values()].map((host) => ({
      id: host.id,
      state: hostStateName(host.state),
      vms: [...host.vms],
      cpuUsageCentis: host.cpuUsageCentis,
      maxCpuCentis: host.maxCpuCentis,
    })),
    struck: faults.struck,
  };
}
