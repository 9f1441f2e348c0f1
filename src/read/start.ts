import { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import type { Decision, Schedule } from '../domain/schedule.ts';
import { type Instance, readJson } from './instance.ts';

const whole = z.int().nonnegative();
const solutionSchema = z.object({
  start: z.array(z.int().min(-1)),
  hosts: z.array(z.array(whole).nullable()),
});

/**
 * Reads a solution of a bare instance, as `oneplan solve -o` writes it, as a schedule of that instance: leases by
 * position. Says nothing about whether it keeps the rules.
 *
 * @throws InputError when it is no solution of an instance of so many leases, nodes and hosts.
 */
export async function readStart(file: string, instance: Instance): Promise<Schedule> {
  const parsed = solutionSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') || 'the top level';
    throw new InputError(file, `not a solution: ${parsed.error.issues[0]?.message} at ${place}`, REMEDY);
  }
  const { start, hosts } = parsed.data;
  if (start.length !== instance.L || hosts.length !== instance.L) {
    throw new InputError(file, `a solution of ${start.length} leases, the instance has ${instance.L}`, REMEDY);
  }
  return instance.leases.map((lease, index) => {
    const decision = decisionOf(lease, start[index] as number, hosts[index] ?? null);
    const isThere = (hosts[index] ?? []).every((host) => host < instance.H);
    if (decision !== null && isThere) return decision;
    throw new InputError(file, `lease ${index} is not placed as the instance has it`, REMEDY);
  });
}

const REMEDY = 'Name a solution of this instance, as oneplan solve -o writes it.';

/** Null when it does not say where every node is. */
function decisionOf(
  { kind, nodes, on }: Instance['leases'][number],
  slot: number,
  hosts: readonly number[] | null,
): Decision | null {
  if (slot < 0) return kind === 'run' ? { kind: 'run', moves: [] } : { kind: 'leave' };
  if (hosts?.length !== nodes) return null;
  if (kind !== 'run') return { kind: 'start', slot, hosts };
  const moves = hosts.flatMap((host, position) => (host === on?.[position] ? [] : [{ position, slot: 0, host }]));
  return { kind: 'run', moves };
}
