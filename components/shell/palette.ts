"use client";

import { useEffect, useId, useSyncExternalStore } from "react";

export interface PaletteCommand {
  /** Unique among the commands of one call. */
  id: string;
  label: string;
  /** Heading in the palette; "This page" if left out. */
  group?: string;
  /** Further words it is found by. */
  keywords?: readonly string[];
  /** The key that does the same, for the eye. */
  keys?: string;
  run: () => void;
}

interface PaletteState {
  open: boolean;
  commands: readonly (PaletteCommand & { key: string })[];
}

const NOTHING: PaletteState = { open: false, commands: [] };
const byOwner = new Map<string, readonly PaletteCommand[]>();
const listeners = new Set<() => void>();
let state = NOTHING;

function change(open: boolean): void {
  state = {
    open,
    commands: [...byOwner].flatMap(([owner, commands]) =>
      commands.map((command) => ({ ...command, key: `${owner} ${command.id}` })),
    ),
  };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers commands in the palette while the component is mounted. */
export function usePaletteCommands(commands: readonly PaletteCommand[]): void {
  const owner = useId();

  useEffect(() => {
    byOwner.set(owner, commands);
    change(state.open);
  }, [owner, commands]);

  useEffect(
    () => () => {
      byOwner.delete(owner);
      change(state.open);
    },
    [owner],
  );
}

export function openPalette(): void {
  change(true);
}

export function closePalette(): void {
  change(false);
}

/** The palette's own view of itself; for the palette only. */
export function usePalette(): PaletteState {
  return useSyncExternalStore(
    subscribe,
    () => state,
    () => NOTHING,
  );
}
