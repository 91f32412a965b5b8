import type { OutlierMap } from "@/lib/campaigns/schema";

type Department = OutlierMap["departments"][number];

/** "none of their peers holds", "about 3 in 20 of their peers hold", "all of their peers hold". */
export function heldWords(held: number): string {
  if (held === 0) return "none of their peers holds";
  if (held === 20) return "all of their peers hold";
  return held === 10 ? "about half of their peers hold" : `about ${held} in 20 of their peers hold`;
}

export const departmentWords = (department: string) => department || "No department known";

/** "Treasury: 4 items that none of their peers holds". */
export function dotWords(department: string, held: number, items: number): string {
  return `${departmentWords(department)}: ${items.toLocaleString("en-GB")} ${items === 1 ? "item" : "items"} that ${heldWords(held)}`;
}

/** The items a dot stands for. */
export function dotHref(campaign: string, department: string, held: number): string {
  const asked = new URLSearchParams({ department: department || "-", held: String(held) });
  return `/campaigns/${campaign}/items?${asked}`;
}

/** What of the map a list of items is narrowed to, as a sentence; null where it is not. */
export function dotFilterWords(department: string, held: number | ""): string | null {
  if (department === "" && held === "") return null;
  const where =
    department === "" ? "" : department === "-" ? " without a known department" : ` in ${department}`;
  return `Only items${where}${held === "" ? "" : ` that ${heldWords(held)}`}.`;
}

/** A dot's width in pixels: its area goes with its items, and the smallest can still be seen. */
export function dotSize(items: number, most: number): number {
  return Math.round(Math.max(8, 26 * Math.sqrt(items / Math.max(1, most))));
}

export type Place = { row: number; held: number };

/**
 * Where an arrow key leads from one dot: along its row, or to the nearest dot of the row above or below.
 * @returns undefined where there is none that way
 */
export function placeAfter(departments: readonly Department[], from: Place, key: string): Place | undefined {
  const inRow = (row: number) => departments[row]?.dots.map((d) => d.held) ?? [];
  const along = (step: number) => {
    const dots = inRow(from.row);
    const held = dots[dots.indexOf(from.held) + step];
    return held === undefined || dots.indexOf(from.held) + step < 0 ? undefined : { row: from.row, held };
  };
  const across = (row: number) => {
    const [nearest] = inRow(row).sort((a, b) => Math.abs(a - from.held) - Math.abs(b - from.held) || a - b);
    return nearest === undefined ? undefined : { row, held: nearest };
  };
  if (key === "ArrowRight") return along(1);
  if (key === "ArrowLeft") return along(-1);
  if (key === "ArrowDown") return across(from.row + 1);
  if (key === "ArrowUp") return across(from.row - 1);
  if (key === "Home") return placed(inRow(from.row)[0], from.row);
  if (key === "End") return placed(inRow(from.row).at(-1), from.row);
  return undefined;
}

function placed(held: number | undefined, row: number): Place | undefined {
  return held === undefined ? undefined : { row, held };
}
