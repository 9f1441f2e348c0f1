/** How the process ends. 255 is OpenNebula's habit for any error; 1 is never used. */
export const EXIT = {
  done: 0,
  /** With `--detailed-exitcode`: something is due now. */
  somethingToDo: 2,
  /** The cloud is no longer the one that the plan was made for: nothing was done. */
  stalePlan: 3,
  /** Some actions were not done. */
  appliedInPart: 4,
  /** No plan could be made in the time given. */
  noPlanInTime: 5,
  interrupted: 130,
  error: 255,
} as const;
