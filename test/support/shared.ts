import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A recording that lies beside the repository, not in it. */
export const shared = (path: string): string => join('..', 'shared', path);

/** Why a test that needs such a recording is skipped; false when it is there. */
export const unlessShared = (path: string): string | false =>
  existsSync(shared(path)) ? false : `../shared/${path} is not beside this checkout`;
