/** Seconds of `[DD:]HH:MM:SS[.ss]`, to the hundredth; null when it is something else. */
export function lwfSeconds(text: string): number | null {
  const [, days, hours, minutes, seconds] =
    /^(?:(\d{1,5}):)?(\d{1,6}):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (hours === undefined || Number(minutes) >= 60 || Number(seconds) >= 60) return null;
  return Number(days ?? 0) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

/** A moment: so many seconds after the start of the workload, or (with a plus) after `arrival`. Null as `lwfSeconds`. */
export function lwfMoment(text: string, arrival: number): number | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('+')) return lwfSeconds(trimmed);
  const seconds = lwfSeconds(trimmed.slice(1));
  return seconds === null ? null : arrival + seconds;
}
