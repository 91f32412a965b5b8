import type { Settings } from "./schema";

type Level = Settings["oversight"]["level"];

/** What a campaign's settings say of whom figures are told. */
type Oversight = {
  level: Level;
  except: readonly { of: "department" | "location"; value: string; level: Level }[];
};

const order: Record<Level, number> = { off: 0, teams: 1, named: 2 };

/** How far figures on this reviewer go: the general level, or that of their department or location, the one that tells less. */
export function levelOf(
  { level, except }: Oversight,
  reviewer: { department: string | null; location: string | null },
): Level {
  const same = (a: string | null, b: string) =>
    a !== null && a.trim().toLowerCase() === b.trim().toLowerCase();
  const own = except.filter((e) => same(reviewer[e.of], e.value)).map((e) => e.level);
  return own.length === 0 ? level : own.reduce((least, one) => (order[one] < order[least] ? one : least));
}
