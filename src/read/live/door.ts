import type { Noun, Piece } from './pieces.ts';

/** A way into a live cloud, as far as reading goes. Every call throws an `InputError` when the cloud does not answer. */
export interface Door {
  /** How messages name it: `xmlrpc:http://one:2633/RPC2`. */
  readonly name: string;
  /** Every object of a noun; VMs whole (extended), all but those DONE. */
  list(noun: Noun): Promise<readonly Piece[]>;
  /** The short list of VMs, which is quick, and of one moment. */
  shortVms(): Promise<readonly Piece[]>;
  /** These VMs whole; those that are DONE or gone are missing. */
  vms(ids: readonly number[]): Promise<readonly Piece[]>;
  /** These VMs as `onevm show` has them, with their scheduled actions. */
  shownVms(ids: readonly number[]): Promise<readonly Piece[]>;
}
