/** The two-sided 95 % point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval of a share, without continuity correction, 0 to 1 (Wilson, 1927, equation 4; method 3 of Newcombe,
 * Statistics in Medicine 17, 1998). Of nothing, nothing is known: 0 to 1.
 */
export function wilson(n: number, of: number): [low: number, high: number] {
  if (of === 0) return [0, 1];
  const p = n / of;
  const wide = Z * Z;
  const middle = p + wide / (2 * of);
  const half = Z * Math.sqrt((p * (1 - p)) / of + wide / (4 * of * of));
  const scale = 1 + wide / of;
  // At the ends the formula gives exactly 0 and 1; floating point gives nearly that.
  return [n === 0 ? 0 : (middle - half) / scale, n === of ? 1 : (middle + half) / scale];
}
