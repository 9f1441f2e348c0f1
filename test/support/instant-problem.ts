import { ACCEPTANCE, addCosts, costAt, DISRUPTION, SHAPE } from '../../src/domain/levels.ts';
import type { PlacementTerms, Precedence, Problem, Rule } from '../../src/domain/problem.ts';
import { type Dice, dice } from './dice.ts';
import { host, type JobDraft, problem, runningJob, waiting } from './problem-builders.ts';

/** A small problem of one instant with everything such a problem may have; the same for the same seed. */
export function randomInstant(seed: number): Problem {
  const roll = dice(seed);
  const hosts = roll.between(2, 3);
  const jobs = Array.from({ length: roll.between(2, 4) }, () => randomJob(roll, hosts));
  const vms = jobs.reduce((sum, job) => sum + (job.vms?.length ?? 1), 0);
  return problem({
    edges: [0, 5],
    hosts: Array.from({ length: hosts }, () =>
      host({
        capacity: [roll.between(2, 6), roll.between(2, 6)],
        blocks: roll.chance(15) ? [{ from: 0, until: 1, amounts: [1, 0] }] : [],
      }),
    ),
    jobs,
    rules: Array.from({ length: roll.between(0, 2) }, () => randomRule(roll, hosts, vms)),
    precedences: randomOrder(roll, jobs),
    budgets: {
      migrations: roll.chance(20) ? roll.between(0, 2) : null,
      pauses: null,
      actionsPerHostSlot: roll.chance(20) ? roll.between(1, 2) : null,
    },
    shape: { kind: roll.pick(['none', 'pack', 'balance'] as const) },
    placement: roll.chance(80) ? randomTerms(roll, hosts, vms) : null,
  });
}

/** Sometimes one waiting job after another. */
function randomOrder(roll: Dice, jobs: readonly JobDraft[]): readonly Precedence[] {
  const waits = [...jobs.keys()].filter((index) => jobs[index]?.kind === 'waiting');
  const [before, after] = waits;
  return before !== undefined && after !== undefined && roll.chance(15) ? [{ before, after }] : [];
}

function randomJob(roll: Dice, hosts: number): JobDraft {
  const members = roll.chance(20) ? 2 : 1;
  const all = Array.from({ length: hosts }, (_, index) => index);
  const vms = Array.from({ length: members }, () => ({
    demand: [roll.between(0, 3), roll.between(0, 3)],
    hosts: roll.chance(70) ? all : roll.some(all, 60),
    on: roll.between(0, hosts - 1),
    move: roll.chance(20)
      ? null
      : {
          slots: [0],
          transitSeconds: 0,
          lostSeconds: 0,
          cost: addCosts(costAt(DISRUPTION, roll.between(0, 2)), costAt(SHAPE, roll.between(0, 3))),
        },
  }));
  if (roll.chance(60)) return runningJob({ vms, unwelcomeFrom: roll.chance(15) ? 0 : null });
  return waiting({
    vms,
    latest: 0,
    occupiedSeconds: null,
    startCost: roll.between(0, 3),
    leaveCost: costAt(ACCEPTANCE, roll.between(0, 3)),
  });
}

function randomRule(roll: Dice, hosts: number, count: number): Rule {
  const vms = Array.from({ length: count }, (_, index) => index);
  const common = { name: 'rule', strength: roll.pick(['must', 'prefer'] as const) };
  switch (roll.pick(['spread', 'apart', 'together', 'pool'] as const)) {
    case 'spread':
      return { ...common, kind: 'spread', vms: roll.some(vms, 60), atMost: roll.between(1, 2) };
    case 'apart':
      return { ...common, kind: 'apart', left: roll.some(vms, 50), right: roll.some(vms, 50) };
    case 'together': {
      const zones = roll.chance(40) ? { zones: Array.from({ length: hosts }, () => roll.between(0, 1)) } : {};
      return { ...common, kind: 'together', vms: roll.some(vms, 60), ...zones };
    }
    case 'pool': {
      const uses = roll.some(vms, 70).map((vm) => ({ vm, amount: roll.between(0, 3) }));
      return { ...common, kind: 'pool', uses, limit: roll.between(0, 6) };
    }
  }
}

function randomTerms(roll: Dice, hosts: number, count: number): PlacementTerms {
  const perHost = (least: number, most: number): number[] =>
    Array.from({ length: hosts }, () => roll.between(least, most));
  const vms = Array.from({ length: count }, (_, index) => index);
  const zones = perHost(0, 1);
  const [some, others] = [roll.some(vms, 50), roll.some(vms, 50)];
  return {
    keptInTransit: [roll.chance(30), roll.chance(30)],
    rulesInTransit: roll.chance(40),
    hostCosts: vms.map(() => (roll.chance(40) ? perHost(0, 5) : null)),
    useCosts: roll.chance(40) ? perHost(0, 5) : null,
    softLoads: roll.chance(60)
      ? [{ resource: roll.between(0, 1), weight: roll.between(1, 3), safe: perHost(0, 4) }]
      : [],
    balances: roll.chance(40) ? [{ of: 0, against: 1, target: roll.between(1, 2), weight: roll.between(1, 3) }] : [],
    groupMoves: roll.chance(40) ? { groups: [some, others], weight: roll.between(1, 4) } : null,
    reach: roll.chance(40) ? [{ vms: some, zones, atLeast: 2 }] : [],
    near: roll.chance(40) ? [{ vms: some, to: others, zones }] : [],
  };
}
