import process from 'node:process';

/** Leases, slots and epochs are so many times as long: doors whose commands take a second are slower than leases of seconds. */
export const PACE = Number(process.env.ONEPLAN_TEST_PACE ?? 1);
