import { withoutUser } from './address.ts';

/**
 * What stops the work on one source, instance or option: one line that names the source, the place and the remedy.
 * Anything smaller (one bad VM, one bad attribute) is a {@link Verdict}, not an error. An address is named without its
 * user and password, which are often typed into it.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(
    /** What was being read: a file, a database, an option. */
    readonly source: string,
    /** Where in it and what is wrong, as a clause: `expected a whole number, found "-" at HOST_SHARE/MAX_CPU`. */
    readonly problem: string,
    /** What the operator can do, as a sentence. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(withoutUser(`${source}: ${problem}. ${remedy}`).replace(/\s+/g, ' '), options);
  }
}

/** No plan could be made in the time given; the message says what was tried. */
export class NoPlanError extends Error {
  override readonly name = 'NoPlanError';
}
