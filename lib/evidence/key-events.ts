import type { FactOf, Packet } from "./schema";

type Event = { date: string; label: string; mark: "dot" | "square" | "ring" };

/** The life of a credential that is decided on: made or renewed, last used, its end. Pure. */
export function keyEvents(packet: Packet, told: FactOf<"nhi.credential"> | undefined): Event[] {
  const key = packet.keys.type === "credential" ? told : undefined;
  if (!key) return [];
  const { age_days, rotated, last_used, expires } = key.value;
  const since =
    rotated ??
    (age_days === null
      ? null
      : new Date(Date.parse(key.asOf) - age_days * 86_400_000).toISOString().slice(0, 10));
  const at = (date: string | null, label: string, mark: Event["mark"] = "dot"): Event[] =>
    date === null ? [] : [{ date, label, mark }];
  return [
    ...at(since, rotated === null ? "made" : "renewed"),
    ...at(last_used, "used", "square"),
    ...at(expires, "ends"),
  ];
}
