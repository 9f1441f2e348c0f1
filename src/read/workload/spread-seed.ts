/**
 * A seed of its own for the n-th thing that is drawn under a seed: a generator's first numbers hardly differ between
 * neighbouring seeds, so every bit is spread over all others first. 32 bits.
 */
export function spreadSeed(seed: number, n: number): number {
  let mixed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
