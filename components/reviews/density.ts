"use client";

import { useSyncExternalStore } from "react";

/** How much room evidence takes: a person's own setting, kept in their browser. */
export const DENSITIES = ["comfortable", "compact", "line"] as const;
export type Density = (typeof DENSITIES)[number];

const SETTING = "evidence-density";
const listeners = new Set<() => void>();

/** The density a stored value names; anything else is `comfortable`. */
export function parseDensity(value: string | null): Density {
  return DENSITIES.find((density) => density === value) ?? "comfortable";
}

function readSetting(): Density {
  try {
    return parseDensity(localStorage.getItem(SETTING));
  } catch {
    return "comfortable";
  }
}

function onSetting(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Sets the density for this browser. */
export function setDensity(density: Density): void {
  try {
    localStorage.setItem(SETTING, density);
  } catch {
    // Storage may be forbidden; the room then stays as it is.
  }
  for (const listener of listeners) listener();
}

export function useDensity(): Density {
  return useSyncExternalStore(onSetting, readSetting, () => "comfortable");
}
