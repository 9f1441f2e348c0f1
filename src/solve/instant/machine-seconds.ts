import process from 'node:process';

/** Seconds of a clock that never jumps and is the same in all threads of this process. */
export const machineSeconds = (): number => Number(process.hrtime.bigint()) / 1e9;
