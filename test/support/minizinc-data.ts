import { LEVELS, ZERO_COST } from '../../src/domain/levels.ts';
import type { Job, Problem, ProblemHost, Rule, RunningJob, WaitingJob } from '../../src/domain/problem.ts';

/** The problem as data of `models/batch.mzn` (dzn text): its fields one by one, nothing worked out but sums of blocks. */
export const minizincData = (problem: Problem): string =>
  Object.entries({ ...hostData(problem), ...jobData(problem), ...vmData(problem), ...ruleData(problem) })
    .map(([name, value]) => `${name} = ${value};\n`)
    .join('');

function hostData({ edges, hosts, resources }: Problem): Record<string, string> {
  const slots = range(edges.length - 1);
  return {
    T: String(slots.length),
    edge: `array1d(0..${slots.length}, ${list(edges)})`,
    hostCount: String(hosts.length),
    resourceCount: String(resources.length),
    capacity: `array2d(HOST, RESOURCE, ${list(hosts.flatMap((host) => host.capacity))})`,
    blocked: `array3d(HOST, SLOT, RESOURCE, ${list(
      hosts.flatMap((host) => slots.flatMap((slot) => resources.map((_, r) => blocked(host, slot, r)))),
    )})`,
    blockedSlots: by('HOST', hosts, (host) => set(slots.filter((slot) => blocksIn(host, slot).length > 0))),
  };
}

const blocksIn = (host: ProblemHost, slot: number) =>
  host.blocks.filter(({ from, until }) => from <= slot && slot < until);
const blocked = (host: ProblemHost, slot: number, r: number): number =>
  blocksIn(host, slot).reduce((sum, { amounts }) => sum + (amounts[r] as number), 0);

/** Fields of the other kind of job are filled with nothing: no slots, no cost. */
function jobData({ jobs, edges, precedences }: Problem): Record<string, string> {
  const T = edges.length - 1;
  const waiting = jobs.map((job) => (job.kind === 'waiting' ? job : null));
  const running = jobs.map((job) => (job.kind === 'running' ? job : null));
  const ofWaiting = (pick: (job: WaitingJob) => string, none: string) =>
    by('JOB', waiting, (job) => (job === null ? none : pick(job)));
  const ofPause = (pick: (pause: NonNullable<RunningJob['pause']>) => string, none: string) =>
    by('JOB', running, (job) => (job === null || job.pause === null ? none : pick(job.pause)));
  return {
    precedenceCount: String(precedences.length),
    before: list(precedences.map(({ before }) => before)),
    after: list(precedences.map(({ after }) => after)),
    jobCount: String(jobs.length),
    waiting: by('JOB', jobs, (job) => String(job.kind === 'waiting')),
    delayWeight: by('JOB', jobs, (job) => String(job.delayWeight)),
    span: by('JOB', jobs, (job) => String(spanOf(job) ?? 0)),
    endless: set(range(jobs.length).filter((index) => spanOf(jobs[index] as Job) === null)),
    window: ofWaiting((job) => set(range(T).filter((slot) => job.earliest <= slot && slot <= job.latest)), '{}'),
    idealSecond: ofWaiting((job) => String(job.idealSecond), '0'),
    startCost: ofWaiting((job) => String(job.startCost), '0'),
    leaveCost: byLevel(
      'JOB',
      waiting.map((job) => job?.leaveCost ?? ZERO_COST),
    ),
    pauseSlots: ofPause((pause) => set(pause.slots), '{}'),
    saveSeconds: ofPause((pause) => String(pause.saveSeconds), '0'),
    resumeSeconds: ofPause((pause) => String(pause.resumeSeconds), '0'),
    resumesAnywhere: ofPause((pause) => String(pause.resumesAnywhere), 'false'),
    finishBy: ofPause((pause) => String(pause.finishBy ?? 0), '0'),
    mustFinish: set(range(jobs.length).filter((index) => (running[index]?.pause?.finishBy ?? null) !== null)),
    pauseCost: byLevel(
      'JOB',
      running.map((job) => job?.pause?.cost ?? ZERO_COST),
    ),
    unwelcome: by('JOB', running, (job) => set(range(T).filter((slot) => slot >= (job?.unwelcomeFrom ?? T)))),
  };
}

const spanOf = (job: Job): number | null => (job.kind === 'waiting' ? job.occupiedSeconds : job.remainingSeconds);

function vmData({ vms, jobs, hostSets }: Problem): Record<string, string> {
  const places = vms.map((vm, index) => {
    const job = jobs[vm.job];
    const position = job?.vms.indexOf(index) ?? -1;
    return job?.kind === 'running' ? { on: job.on[position] as number, move: job.moves[position] ?? null } : null;
  });
  return {
    vmCount: String(vms.length),
    jobOf: by('VM', vms, (vm) => String(vm.job)),
    demand: `array2d(VM, RESOURCE, ${list(vms.flatMap((vm) => vm.demand))})`,
    admissible: by('VM', vms, (vm) => set(hostSets[vm.hostSet] ?? [])),
    vmSaveSeconds: by('VM', vms, (vm) => String(vm.saveSeconds)),
    on: by('VM', places, (place) => String(place?.on ?? -1)),
    moveSlots: by('VM', places, (place) => set(place?.move?.slots ?? [])),
    transitSeconds: by('VM', places, (place) => String(place?.move?.transitSeconds ?? 0)),
    lostSeconds: by('VM', places, (place) => String(place?.move?.lostSeconds ?? 0)),
    moveCost: byLevel(
      'VM',
      places.map((place) => place?.move?.cost ?? ZERO_COST),
    ),
  };
}

function ruleData({ rules, hosts, vms, budgets, serialSaves, shape }: Problem): Record<string, string> {
  return {
    ruleCount: String(rules.length),
    kind: by('RULE', rules, (rule) => rule.kind),
    must: by('RULE', rules, (rule) => String(rule.strength === 'must')),
    members: by('RULE', rules, (rule) => set(membersOf(rule))),
    others: by('RULE', rules, (rule) => set(rule.kind === 'apart' ? rule.right : [])),
    zone: `array2d(RULE, HOST, ${list(rules.flatMap((rule) => hosts.map((_, host) => zoneOf(rule, host))))})`,
    limit: by('RULE', rules, (rule) => String(limitOf(rule))),
    amount: `array2d(RULE, VM, ${list(rules.flatMap((rule) => vms.map((_, vm) => amountOf(rule, vm))))})`,
    migrationBudget: optional(budgets.migrations),
    pauseBudget: optional(budgets.pauses),
    actionBudget: optional(budgets.actionsPerHostSlot),
    serialSaves: String(serialSaves),
    shape: shape.kind,
  };
}

function membersOf(rule: Rule): readonly number[] {
  switch (rule.kind) {
    case 'apart':
      return rule.left;
    case 'together':
    case 'spread':
      return rule.vms;
    case 'pool':
      return [];
  }
}

function limitOf(rule: Rule): number {
  switch (rule.kind) {
    case 'apart':
    case 'together':
      return 0;
    case 'spread':
      return rule.atMost;
    case 'pool':
      return rule.limit;
  }
}

const amountOf = (rule: Rule, vm: number): number =>
  rule.kind === 'pool' ? rule.uses.filter((use) => use.vm === vm).reduce((sum, { amount }) => sum + amount, 0) : 0;

const zoneOf = (rule: Rule, host: number): number => (rule.kind === 'together' ? (rule.zones?.[host] ?? host) : host);

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const list = (values: readonly (number | string)[]): string => `[${values.join(', ')}]`;
const set = (values: readonly number[]): string => `{${values.join(', ')}}`;
const optional = (value: number | null): string => (value === null ? '<>' : String(value));
const by = <T>(index: string, items: readonly T[], print: (item: T) => string): string =>
  `array1d(${index}, ${list(items.map(print))})`;
const byLevel = (index: string, costs: readonly (readonly number[])[]): string =>
  `array2d(${index}, 0..${LEVELS.length - 1}, ${list(costs.flat())})`;
