"use client";

import { useMemo } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";

/** Stands on each row's own link. */
const ROW = "[data-log-row]";

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const at = rows.findIndex((row) => row.matches(":focus"));
  const next = at < 0 ? rows.at(by > 0 ? 0 : -1) : rows[at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** J and K go from row to row of the page's list; Enter opens the one that has focus, as on any link. */
export function RowKeys({ what }: { what: string }) {
  useHotkeys(
    useMemo(
      () => [
        { key: "j", label: `Next ${what}`, group: "Log", repeat: true, run: () => step(1) },
        { key: "k", label: `Previous ${what}`, group: "Log", repeat: true, run: () => step(-1) },
      ],
      [what],
    ),
  );
  return null;
}
