import type { Decision } from '../../src/domain/schedule.ts';

/** Decisions as tests write them. */
export const leave: Decision = { kind: 'leave' };
export const stay: Decision = { kind: 'run', moves: [] };
export const start = (slot: number, ...hosts: number[]): Decision => ({ kind: 'start', slot, hosts });
/** One member (the first, unless said otherwise) goes to another host. */
export const move = (slot: number, host: number, position = 0): Decision => ({
  kind: 'run',
  moves: [{ position, slot, host }],
});
export const pause = (slot: number): Decision => ({ kind: 'pause', slot, resume: null });
export const resumed = (slot: number, again: number, ...hosts: number[]): Decision => ({
  kind: 'pause',
  slot,
  resume: { slot: again, hosts },
});
