import { PACE } from './pace.ts';

/** What a request of the long test asks for, and how it is to end. */
export interface Request {
  readonly name: string;
  readonly kind: 'best-effort' | 'reservation' | 'deadline' | 'immediate' | 'preemptible' | 'gang' | 'impossible';
  readonly cores: number;
  readonly seconds: number;
  /** Seconds after its submission: a reservation's start, a deadline's end. */
  readonly at: number | null;
  readonly group: string | null;
}

/** Requests that come together. */
export interface Wave {
  /** Seconds after the first one. */
  readonly afterSeconds: number;
  readonly requests: readonly Request[];
}

const request = (name: string, kind: Request['kind'], cores: number, seconds: number): Request => ({
  name,
  kind,
  cores,
  seconds,
  at: null,
  group: null,
});

const several = (count: number, make: (index: number) => Request): readonly Request[] =>
  Array.from({ length: count }, (_, index) => make(index));

/**
 * A hundred requests of all kinds for 20 hosts of 280 cores. Preemptible work fills the cloud first; reservations that need
 * whole hosts push some of it aside; best effort waits its turn.
 */
const QUICK_WAVES: readonly Wave[] = [
  {
    afterSeconds: 0,
    requests: [
      ...several(15, (index) => request(`filler-${index}`, 'preemptible', 12, 30)),
      ...several(8, (index) => request(`now-${index}`, 'immediate', 2, 6)),
      ...several(5, (index) => ({ ...request(`booked-${index}`, 'reservation', 8, 6), at: 22 + index })),
    ],
  },
  {
    afterSeconds: 4,
    requests: [
      ...several(23, (index) => request(`batch-${index}`, 'best-effort', 4, 5 + (index % 5))),
      ...several(3, (index) => ({ ...request(`big-${index}`, 'reservation', 16, 5), at: 22 + index })),
      ...several(8, (index) => ({ ...request(`due-${index}`, 'deadline', 2, 6), at: 30 + index })),
      ...several(2, (index) => ({ ...request(`hasty-${index}`, 'deadline', 2, 20), at: 10 })),
      ...several(12, (index) => ({
        ...request(`team-${index}`, 'gang', 2, 7),
        group: `team-${Math.floor(index / 3)}`,
      })),
    ],
  },
  {
    afterSeconds: 10,
    requests: [
      ...several(12, (index) => request(`late-${index}`, 'best-effort', 2, 6)),
      ...several(4, (index) => request(`soon-${index}`, 'immediate', 1, 5)),
      ...several(5, (index) => ({ ...request(`slot-${index}`, 'reservation', 2, 5), at: 16 + 2 * index })),
      request('giant', 'impossible', 64, 5),
      request('nowhere', 'impossible', 1, 5),
      { ...request('past', 'impossible', 1, 5), at: -60 },
    ],
  },
];

const paced = (request: Request): Request => ({
  ...request,
  seconds: request.seconds * PACE,
  at: request.at === null ? null : request.at * PACE,
});

/** The waves at the pace of this run. */
export const WAVES: readonly Wave[] = QUICK_WAVES.map(({ afterSeconds, requests }) => ({
  afterSeconds: afterSeconds * PACE,
  requests: requests.map(paced),
}));

/** The template of a request that is submitted at `now`, Unix seconds. */
export function templateOf(request: Request, now: number): string {
  const memoryMib = request.cores * 512;
  const where = request.name === 'nowhere' ? '\nSCHED_REQUIREMENTS="NAME = \\"no-such-host\\""' : '';
  const terms = Object.entries(termsOf(request, now)).map(([name, value]) => `${name}="${value}"`);
  return `NAME="${request.name}"\nCPU="${request.cores}"\nMEMORY="${memoryMib}"${where}\nONEPLAN=[${terms.join(',')}]`;
}

function termsOf({ kind, seconds, at, group }: Request, now: number): Readonly<Record<string, string>> {
  const DURATION = new Date(seconds * 1000).toISOString().slice(11, 19);
  const moment = new Date((now + (at ?? 0)) * 1000).toISOString();
  switch (kind) {
    case 'reservation':
      return { START: moment, DURATION };
    case 'deadline':
      return { DEADLINE: moment, DURATION };
    case 'immediate':
      return { START: 'now', DURATION };
    case 'preemptible':
      return { DURATION, PREEMPTIBLE: 'YES' };
    case 'gang':
      return { DURATION, GROUP: group ?? '', GROUP_SIZE: '3' };
    case 'best-effort':
      return { DURATION };
    case 'impossible':
      return at === null ? { DURATION } : { START: moment, DURATION };
  }
}
