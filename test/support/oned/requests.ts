import { type Dice, dice } from '../dice.ts';

/** A kind of request, as the test that made it wants it judged. */
export type RequestKind =
  | 'best-effort'
  | 'immediate'
  | 'reservation'
  | 'deadline'
  | 'preemptible'
  | 'gang'
  | 'haizea'
  | 'charter'
  | 'unlimited'
  | 'bad';

/** One VM of a request, as `one.vm.allocate` takes it. */
export interface Request {
  readonly kind: RequestKind;
  /** Seconds after the first request until it is submitted. */
  readonly afterSeconds: number;
  readonly template: string;
  /** Gang it belongs to; null for none. */
  readonly gang: string | null;
  /** Seconds that it asks to run; null for without end, or for a request that is none. */
  readonly durationSeconds: number | null;
  /** Seconds after its submission of its exact start, or of its deadline; null when it has none. */
  readonly startSeconds: number | null;
  readonly deadlineSeconds: number | null;
}

/** In a hundred requests, how many of each kind. */
const SHARES: readonly (readonly [RequestKind, number])[] = [
  ['best-effort', 26],
  ['immediate', 10],
  ['reservation', 12],
  ['deadline', 14],
  ['preemptible', 10],
  ['gang', 12],
  ['haizea', 6],
  ['charter', 4],
  ['unlimited', 2],
  ['bad', 4],
];

/** So many requests of every kind (a gang has three), submitted within `within` seconds, the same for the same seed. */
export function mixedRequests(count = 100, seed = 1, within = 30): readonly Request[] {
  const draw = dice(seed);
  const kinds = SHARES.flatMap(([kind, share]) =>
    Array.from({ length: sized(kind, (share * count) / 100) }, () => kind),
  );
  const firstOfGangs = kinds.indexOf('gang');
  const requests = kinds.map((kind, index) => requestOf(kind, kind === 'gang' ? index - firstOfGangs : index, draw));
  const moments = new Map<string, number>();
  return requests.map((request, index) => {
    const afterSeconds = draw.between(0, within * 10) / 10;
    const key = request.gang ?? String(index);
    if (!moments.has(key)) moments.set(key, afterSeconds);
    return { ...request, afterSeconds: moments.get(key) ?? afterSeconds };
  });
}

/** Gangs are whole. */
const sized = (kind: RequestKind, share: number): number =>
  kind === 'gang' ? Math.round(share / GANG_SIZE) * GANG_SIZE : Math.round(share);

type Body = Omit<Request, 'afterSeconds' | 'kind'>;

const NOTHING = { gang: null, durationSeconds: null, startSeconds: null, deadlineSeconds: null } as const;
const GANG_SIZE = 3;

function requestOf(kind: RequestKind, index: number, draw: Dice): Omit<Request, 'afterSeconds'> {
  const size = `NAME="${kind}-${index}"\nCPU=${draw.pick(['0.5', '1', '2', '4'])}\nMEMORY=${draw.pick([512, 1_024, 2_048, 4_096])}`;
  const seconds = draw.between(4, 20);
  return { kind, ...bodyOf(kind, { index, seconds, draw, size }) };
}

interface Draft {
  readonly index: number;
  readonly seconds: number;
  readonly draw: Dice;
  readonly size: string;
}

function bodyOf(kind: RequestKind, { index, seconds, draw, size }: Draft): Body {
  const duration = span(seconds);
  const lease = (attributes: string, rest: Partial<Body> = {}): Body => ({
    ...NOTHING,
    durationSeconds: seconds,
    ...rest,
    template: `${size}\nONEPLAN=[DURATION="${duration}"${attributes}]`,
  });
  switch (kind) {
    case 'best-effort':
      return lease(`,WEIGHT="${draw.between(1, 5)}"`);
    case 'immediate':
      return lease(',START="now"');
    case 'preemptible':
      return lease(',PREEMPTIBLE="yes"');
    case 'reservation': {
      const startSeconds = draw.between(8, 25);
      return lease(`,START="+${span(startSeconds)}"`, { startSeconds });
    }
    case 'deadline': {
      const deadlineSeconds = seconds + draw.between(20, 60);
      return lease(`,DEADLINE="+${span(deadlineSeconds)}"`, { deadlineSeconds });
    }
    case 'gang': {
      // All VMs of a gang ask for the same time.
      const number = Math.floor(index / GANG_SIZE);
      const [gang, together] = [`gang-${number}`, 5 + ((number * 4) % 13)];
      const attributes = `DURATION="${span(together)}",GROUP="${gang}",GROUP_SIZE="${GANG_SIZE}"`;
      return { ...NOTHING, gang, durationSeconds: together, template: `${size}\nONEPLAN=[${attributes}]` };
    }
    case 'haizea':
      return {
        ...NOTHING,
        durationSeconds: seconds,
        template: `${size}\nHAIZEA=[START="best_effort",DURATION="${duration}",PREEMPTIBLE="yes"]`,
      };
    case 'charter':
      return { ...NOTHING, template: `${size}\nSCHED_ACTION=[ACTION="terminate",TIME="+${seconds + 40}"]` };
    case 'unlimited':
      return { ...NOTHING, template: size };
    case 'bad':
      return { ...NOTHING, template: `${size}\nONEPLAN=[${draw.pick(BAD)}]` };
  }
}

/** Attributes that no request may have. */
const BAD = ['DURATION="soon"', 'START="yesterday"', 'WEIGHT="-1"', 'PREEMPTIBLE="perhaps"'];

/** HH:MM:SS. */
function span(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
