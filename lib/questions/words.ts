/** A member of private words; null where they are erased or it is not in them. */
export function wordIn(payload: string | null, name: string): string | null {
  if (payload === null) return null;
  const held: Record<string, unknown> = JSON.parse(payload);
  const word = held[name];
  return typeof word === "string" ? word : null;
}
