import { InputError } from '../../domain/errors.ts';
import { names } from '../values.ts';

/** The size of an epoch, from `HOSTSxLEASESxSLOTS`; `×` will do as well. */
export function sizeOf(
  option: string,
  given: string,
): { readonly hosts: number; readonly leases: number; readonly slots: number } {
  const [, hosts, leases, slots] = /^([1-9]\d{0,4})[x×](\d{1,6})[x×]([1-9]\d{0,3})$/.exec(given) ?? [];
  if (hosts !== undefined) return { hosts: Number(hosts), leases: Number(leases), slots: Number(slots) };
  throw new InputError(option, `expected HOSTSxLEASESxSLOTS, found "${given}"`, `Write ${option} 50x200x48.`);
}

/** Sizes separated by commas, as they are written. */
export const sizes = (option: string, given: string): readonly string[] =>
  names(option, given).map((size) => {
    sizeOf(option, size);
    return size;
  });
