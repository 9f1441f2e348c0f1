import type { LeaseView, View } from '../policy.ts';

/** A lease is expected to run as long as the last so many that are like it did, on average. */
const MEMORY = 2;
/** One that has run longer than was expected is expected to run this share of that on. */
const ON = 0.5;
const LEAST_SECONDS = 60;
/** On trial, a lease is expected to run so many times as long as it has in all. */
const GROWTH = 2;

/**
 * Learns how long leases really run from those that have ended. What users ask for is a limit, and is often many times what they need;
 * those of one user that ask for the same are alike (Tsafrir, Etsion and Feitelson, IEEE TPDS 2007).
 */
export class RunTimes {
  /** The last shares of what was asked, by what leases have in common, most of it first. */
  readonly #shares = new Map<string, number[]>();
  #seen = new Map<number, { readonly lease: LeaseView; readonly delivered: number; readonly runs: boolean }>();
  #at = 0;

  /** Looks at who is there, and so at who has ended since the last time. */
  note(view: View): void {
    const seen = new Map<number, { lease: LeaseView; delivered: number; runs: boolean }>();
    for (const lease of view.leases) {
      const delivered = deliveredSeconds(lease);
      seen.set(lease.index, { lease, delivered, runs: lease.status === 'running' });
    }
    for (const [index, { lease, delivered, runs }] of this.#seen) {
      const isOver =
        runs &&
        seen.get(index)?.lease.status !== 'running' &&
        (!seen.has(index) || seen.get(index)?.lease.status === 'ending');
      if (isOver) this.#learn(lease, delivered + view.now - this.#at);
    }
    this.#seen = seen;
    this.#at = view.now;
  }

  #learn({ request }: LeaseView, ran: number): void {
    const asked = request.durationSeconds;
    if (asked === null || asked <= 0) return;
    for (const key of keysOf(request)) {
      const shares = this.#shares.get(key) ?? [];
      this.#shares.set(key, [...shares, Math.min(1, ran / asked)].slice(-MEMORY));
    }
  }

  /**
   * Seconds a lease is expected to work in all; what was asked where nothing is known. Where leases are tried, nobody is
   * believed to be long before he has been: most are over soon whatever was asked, and those that have run longest run on
   * longest (the foreground-background rule; Aalto, Ayesta and Righter, Queueing Systems 2009).
   *
   * @param trySeconds what a lease that has not begun is expected to need at most; endless when none is tried.
   */
  expectedSeconds(lease: LeaseView, trySeconds = Number.POSITIVE_INFINITY): number | null {
    const learned = this.#learned(lease);
    return learned === null ? null : Math.min(learned, Math.max(trySeconds, GROWTH * deliveredSeconds(lease)));
  }

  #learned({ request }: LeaseView): number | null {
    const asked = request.durationSeconds;
    if (asked === null) return null;
    const shares = keysOf(request)
      .map((key) => this.#shares.get(key) ?? [])
      .find((known) => known.length >= MEMORY);
    if (shares === undefined) return asked;
    return Math.max(1, Math.ceil((asked * shares.reduce((sum, share) => sum + share, 0)) / shares.length));
  }

  /** Seconds of work it is expected to have left, never more than what it may still have. */
  leftSeconds(lease: LeaseView, trySeconds = Number.POSITIVE_INFINITY): number | null {
    const expected = this.expectedSeconds(lease, trySeconds);
    if (expected === null || lease.leftSeconds === null) return lease.leftSeconds;
    const delivered = deliveredSeconds(lease);
    const left = expected > delivered ? expected - delivered : Math.max(LEAST_SECONDS, Math.ceil(delivered * ON));
    return Math.min(lease.leftSeconds, left);
  }
}

const deliveredSeconds = ({ request, leftSeconds }: LeaseView): number =>
  request.durationSeconds === null || leftSeconds === null ? 0 : Math.max(0, request.durationSeconds - leftSeconds);

/** What leases have in common: user, length and width; length; nothing. */
const keysOf = ({ user, durationSeconds, vms }: LeaseView['request']): readonly string[] => [
  `${user ?? ''}/${durationSeconds}/${vms.length}`,
  `${user ?? ''}/${durationSeconds}`,
  ...(user === null ? [] : [`${user}`]),
  `/${durationSeconds}`,
];
