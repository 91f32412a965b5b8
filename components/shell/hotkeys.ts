"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Hotkey {
  /** As `event.key` gives it: "j", "?", "Enter", "Escape"; "mod+k" is ⌘K, or Ctrl K where there is no ⌘. */
  key: string;
  /** What it does, for the help: "Next item". */
  label: string;
  /** Heading in the help. */
  group?: string;
  /** Also while the key is held down. */
  repeat?: boolean;
  run: () => void;
}

/** What decides whether a press may act, apart from the key itself. */
export interface PressContext {
  /** Focus is in something one types into or picks from. */
  inField: boolean;
  /** Focus is on something that Enter itself works on. */
  onControl: boolean;
  /** A dialog or a menu is open. */
  covered: boolean;
  /** The person's setting. */
  singleKeys: boolean;
}

/** Heading for keys that act on every page. */
export const EVERYWHERE = "Everywhere";

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** The name a press is registered under: "mod+k", "j", "?". `null` for chords that belong to the system. */
export function pressName(press: Press): string | null {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.altKey) return null;
  if (press.ctrlKey || press.metaKey) return `mod+${key}`;
  if (press.shiftKey && /^[a-z]$/.test(key)) return null;
  return key;
}

/**
 * Whether a press may act here. Chords with mod always may. Character keys are off in fields, under dialogs, and
 * where the person turned them off (WCAG 2.1.4). Enter is not a character key, so the setting leaves it alone, but
 * it never takes over from a control that has focus.
 */
export function mayAct(name: string, context: PressContext): boolean {
  if (name.startsWith("mod+")) return true;
  if (context.covered || context.inField) return false;
  if (name === "Enter") return !context.onControl;
  if (name === "Escape") return true;
  return context.singleKeys;
}

const SETTING = "single-keys";
const settingListeners = new Set<() => void>();

function readSetting(): boolean {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}

function onSetting(listener: () => void): () => void {
  settingListeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    settingListeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Turns single keys on or off for this browser. */
export function setSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(SETTING, on ? "on" : "off");
  } catch {
    // Storage may be forbidden; the keys then stay as they are.
  }
  for (const listener of settingListeners) listener();
}

/** Whether single keys act in this browser; true until turned off. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(onSetting, readSetting, () => true);
}

const FIELD =
  "input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable=true]";
const CONTROL =
  "a[href], button, summary, input, select, textarea, [role=option], [role=menuitem], [role=tab]";

function contextOf(event: KeyboardEvent): PressContext {
  const target = event.target instanceof Element ? event.target : null;
  return {
    inField: target?.closest(FIELD) != null,
    onControl: target?.closest(CONTROL) != null,
    covered: document.querySelector("dialog[open], [role=menu]") !== null,
    singleKeys: readSetting(),
  };
}

interface Layer {
  hotkeys: readonly Hotkey[];
}

const layers: Layer[] = [];

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = pressName(event);
  if (name === null) return;
  for (const layer of [...layers].reverse()) {
    const hotkey = layer.hotkeys.find((candidate) => candidate.key === name);
    if (!hotkey) continue;
    if (!mayAct(name, contextOf(event)) || (event.repeat && !hotkey.repeat)) return;
    event.preventDefault();
    hotkey.run();
    return;
  }
}

/** The keys that act on this page now, in the order of the page, each key once. */
export function activeHotkeys(): Hotkey[] {
  return [
    ...new Map(layers.flatMap((layer) => layer.hotkeys.map((hotkey) => [hotkey.key, hotkey]))).values(),
  ];
}

/** Makes keys act while the component is mounted; of two components with the same key the later one has it. */
export function useHotkeys(hotkeys: readonly Hotkey[], enabled = true): void {
  const layer = useRef<Layer>({ hotkeys: [] });

  useEffect(() => {
    layer.current.hotkeys = hotkeys;
  }, [hotkeys]);

  useEffect(() => {
    if (!enabled) return;
    const mine = layer.current;
    layers.push(mine);
    if (layers.length === 1) document.addEventListener("keydown", onKeyDown);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
      if (layers.length === 0) document.removeEventListener("keydown", onKeyDown);
    };
  }, [enabled]);
}
