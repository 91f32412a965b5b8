/** ZIP stores local wall-clock time: the UTC time is given as if it were local, so that the host's zone does not show. */
export function zipTime(at: string): Date {
  const t = new Date(at);
  return new Date(
    t.getUTCFullYear(),
    t.getUTCMonth(),
    t.getUTCDate(),
    t.getUTCHours(),
    t.getUTCMinutes(),
    t.getUTCSeconds(),
  );
}
