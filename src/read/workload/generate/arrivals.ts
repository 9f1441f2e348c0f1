import type { Draw } from '../../benchmarks/draw.ts';
import type { GenerateTerms } from './terms.ts';

const DAY_SECONDS = 86_400;
/** By night so much less comes than on average, at two in the afternoon so much more. */
const SWING = 0.8;
const PEAK_SECONDS = 14 * 3_600;
const BURST_SIZE = 8;
const BURST_SECONDS = 300;

/** So many submit times in [0, span), ascending: of a Poisson process given its count, even or with the hour, or in bursts. */
export function arrivalTimes(count: number, terms: GenerateTerms, draw: Draw): readonly number[] {
  const times = terms.arrivals === 'bursts' ? burstTimes(count, terms, draw) : plainTimes(count, terms, draw);
  return times.map(Math.floor).sort((a, b) => a - b);
}

const plainTimes = (count: number, { arrivals, spanSeconds }: GenerateTerms, draw: Draw): number[] =>
  Array.from({ length: count }, () => {
    for (;;) {
      const time = draw.unit() * spanSeconds;
      if (arrivals === 'poisson' || draw.unit() * (1 + SWING) < dailyIntensity(time)) return time;
    }
  });

const dailyIntensity = (time: number): number =>
  1 + SWING * Math.cos((2 * Math.PI * (time - PEAK_SECONDS)) / DAY_SECONDS);

function burstTimes(count: number, { spanSeconds }: GenerateTerms, draw: Draw): number[] {
  const starts = Array.from({ length: Math.ceil(count / BURST_SIZE) }, () => draw.unit() * spanSeconds);
  return Array.from({ length: count }, () => {
    const start = starts[draw.between(0, starts.length - 1)] as number;
    return (start - Math.log(1 - draw.unit()) * BURST_SECONDS) % spanSeconds;
  });
}
