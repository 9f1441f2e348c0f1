/** How the process ends. 255 is OpenNebula's habit for any error; 1 is never used. */
export const EXIT = {
  done: 0,
  /** With `--detailed-exitcode`: something is due now. */
  somethingToDo: 2,
  /** No plan could be made in the time given. */
  noPlanInTime: 5,
  interrupted: 130,
  error: 255,
} as const;
