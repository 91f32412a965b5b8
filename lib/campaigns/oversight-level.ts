import type { Settings } from "./schema";

type Level = Settings["oversight"]["level"];

/** What a campaign's settings say of whom figures are told. */
type Oversight = {
  level: Level;
  except: readonly { of: "department" | "location"; value: string; level: Level }[];
};

const order: Record<Level, number> = { off: 0, teams: 1, named: 2 };

/** A reviewer by where the directory has them; `told` is what their briefing said to them, null before they have read it. */
type Reviewer = { department: string | null; location: string | null; told: Level | null };

/**
 * How far figures on this reviewer go: the general level, or that of their department or location, the one that tells less; and
 * never further than they have been told.
 */
export function levelOf({ level, except }: Oversight, reviewer: Reviewer): Level {
  const same = (a: string | null, b: string) =>
    a !== null && a.trim().toLowerCase() === b.trim().toLowerCase();
  const own = except.filter((e) => same(reviewer[e.of], e.value)).map((e) => e.level);
  const all = [...(own.length === 0 ? [level] : own), ...(reviewer.told ? [reviewer.told] : [])];
  return all.reduce((least, one) => (order[one] < order[least] ? one : least));
}
