import type { ActionEnd, Command, Refusal } from '../domain/enactment.ts';
import type { ActionId, LeaseId, VmId } from '../domain/ids.ts';
import type { Action } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Clock, Enactor, Journal } from '../ports.ts';

/** Carries out plan after plan on one cloud: what is under way goes on while the next one is made. */
export interface Enactment {
  /** Takes the due part of a new plan. What has not begun of an earlier one is superseded; what has begun stays. */
  take(work: Work): void;
  /**
   * Takes up what the journal says has not ended, before the first plan: what happened is noted, what is under way
   * is watched to its end, what never began is superseded, and gangs that were cut in half are undone.
   */
  recover(snapshot: Snapshot): void;
  /** Goes on until all has ended, or until the world's signal fires; the same promise while it runs. */
  drive(): Promise<void>;
  /** Looks at once: something was heard of the cloud. */
  nudge(): void;
  /** VMs with a command under way. */
  busy(): ReadonlySet<VmId>;
  /** How many actions have not ended. */
  open(): number;
}

/** Everything from outside that enactment needs. */
export interface EnactWorld {
  readonly enactor: Enactor;
  readonly journal: Journal;
  /** With fractions of a second where starts shall be exact to less than one. */
  readonly clock: Pick<Clock, 'unixSeconds'>;
  /** Resolves after so many seconds, or at once when the signal fires; never rejects. */
  readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Hands over: nothing new is sent, and what is under way stays open in the journal. */
  readonly signal: AbortSignal;
  /** Told of every step of every action, as it happens. */
  readonly heard: (news: News) => void;
}

/** The part of a plan that is to be carried out now, and the cloud that it was made for. */
export interface Work {
  /** Number of the epoch, or whatever else tells the ids of one plan from those of another. */
  readonly epoch: number;
  /** In the plan's order. What they depend on is among them, or they are not carried out. */
  readonly actions: readonly Action[];
  readonly snapshot: Snapshot;
  /** Leases that leave their hosts to come back later: of a gang either all VMs are paused or none. */
  readonly paused: ReadonlySet<LeaseId>;
}

export interface EnactSettings {
  readonly limits: EnactLimits;
  /** What becomes of a gang of which a member can not start: those that have started are undone, or kept. */
  readonly gangOnFailure: 'undo' | 'keep';
  /**
   * What becomes of a command that an earlier process sent and the cloud has not heard: it is left to the next plan, or
   * sent again where there is none. That of a gang is always sent again.
   */
  readonly unheard: 'leave' | 'send-again';
  /** Whether oned checks the room of each arrival; false only where the policy over-commits on purpose. */
  readonly enforce: boolean;
  /** Says what would be sent, and sends nothing. */
  readonly dryRun: boolean;
  readonly patience: Patience;
}

/** How many commands may be under way at a time; null is without limit. */
export interface EnactLimits {
  readonly total: number | null;
  readonly perHost: number | null;
  readonly perCluster: number | null;
  readonly perDatastore: number | null;
  /** Memory is saved one VM after another on each host. */
  readonly serialSaves: boolean;
}

/** How long enactment waits for what. Spans in seconds. */
export interface Patience {
  /** Between looks at what is under way. */
  readonly pollSeconds: number;
  /** An action has failed when it takes longer than its expected time × factor + floor. */
  readonly timeoutFactor: number;
  readonly timeoutFloorSeconds: number;
  /** How long a VM may still show its old state after a command. */
  readonly settleSeconds: number;
  /** A move that was not seen on its way is believed to be over only after so long: oned notes the new host before it begins. */
  readonly graceSeconds: number;
  /** How often a command is repeated that was refused for now, after so many seconds, doubled each time. */
  readonly retries: number;
  readonly retrySeconds: number;
}

/** What holds where nobody says otherwise. */
export const DEFAULT_ENACT_SETTINGS: EnactSettings = {
  limits: { total: 32, perHost: 4, perCluster: null, perDatastore: null, serialSaves: true },
  gangOnFailure: 'undo',
  unheard: 'leave',
  enforce: true,
  dryRun: false,
  patience: {
    pollSeconds: 1,
    timeoutFactor: 3,
    timeoutFloorSeconds: 120,
    settleSeconds: 30,
    graceSeconds: 3,
    retries: 5,
    retrySeconds: 2,
  },
};

/** How one action ended; every action that was taken ends exactly once, unless it is handed over. */
export interface Outcome {
  readonly epoch: number;
  readonly action: ActionId;
  readonly lease: LeaseId | null;
  readonly command: Command;
  readonly end: ActionEnd;
  /** In the operator's words; for `done` what it came to. */
  readonly reason: string;
  /** What the cloud's refusal asks for; null when it was not refused. `replan` asks for an early epoch. */
  readonly refusal: Refusal | null;
  /** When the command was sent, Unix seconds; null when it never was. */
  readonly sentAt: number | null;
  readonly endedAt: number;
}

/** What happens while actions are carried out. */
export type News =
  | { readonly kind: 'sent' | 'accepted' | 'under-way'; readonly of: Subject; readonly at: number }
  /** It is not its turn yet. */
  | { readonly kind: 'waits'; readonly of: Subject; readonly why: string; readonly at: number }
  /** The cloud refused it for now, or did not answer: it is asked again, or looked for. */
  | { readonly kind: 'hitch'; readonly of: Subject; readonly why: string; readonly at: number }
  | { readonly kind: 'ended'; readonly of: Subject; readonly outcome: Outcome; readonly at: number }
  /** The cloud does not answer, or refuses everything: it concerns no single action. */
  | { readonly kind: 'trouble'; readonly message: string; readonly at: number };

/** The action that a piece of news is about. */
export interface Subject {
  readonly epoch: number;
  readonly action: ActionId;
  readonly lease: LeaseId | null;
  readonly command: Command;
}
