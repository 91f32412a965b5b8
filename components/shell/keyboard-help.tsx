"use client";

import { useEffect, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { activeHotkeys, EVERYWHERE, type Hotkey, setSingleKeys, useHotkeys, useSingleKeys } from "./hotkeys";
import { type PaletteCommand, usePaletteCommands } from "./palette";

const EVENT = "keyboard-help";

/** Opens the help from anywhere, a menu for instance. */
export function openKeyboardHelp(): void {
  window.dispatchEvent(new Event(EVENT));
}

const HELP_KEY: Hotkey[] = [{ key: "?", label: "Keyboard help", group: EVERYWHERE, run: openKeyboardHelp }];

const PALETTE: PaletteCommand[] = [
  { id: "keyboard", label: "Keyboard help", group: "Help", keys: "?", run: openKeyboardHelp },
];

/** A key as people call it. */
export function keyName(key: string): string {
  if (key.startsWith("mod+")) return `⌘${key.slice(4).toUpperCase()}`;
  if (key === "Enter") return "↵ Enter";
  if (key === "Escape") return "Esc";
  return key.toUpperCase();
}

/** The keys that act on this page, read from the page itself, and the switch that turns them off. */
export function KeyboardHelp() {
  const [keys, setKeys] = useState<Hotkey[] | null>(null);
  const singleKeys = useSingleKeys();
  useHotkeys(HELP_KEY);
  usePaletteCommands(PALETTE);

  useEffect(() => {
    const open = () => setKeys(activeHotkeys());
    window.addEventListener(EVENT, open);
    return () => window.removeEventListener(EVENT, open);
  }, []);

  const groups = new Map<string, Hotkey[]>();
  for (const hotkey of keys ?? []) {
    const group = hotkey.group ?? EVERYWHERE;
    groups.set(group, [...(groups.get(group) ?? []), hotkey]);
  }

  return (
    <Dialog
      open={keys !== null}
      onClose={() => setKeys(null)}
      className="w-[min(38rem,calc(100vw-2rem))]"
      title="Keyboard"
      description="The pointer does everything the keys do. Single keys are off while you type in a field."
    >
      <Checkbox
        label="Single-key shortcuts"
        hint="Turn off if you dictate, or if keys act when you do not mean them to."
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
      <div className="gap-8 sm:columns-2">
        {[...groups].map(([heading, members]) => (
          <section key={heading} aria-label={heading} className="break-inside-avoid">
            <h3 className="pt-4 pb-1 text-sm text-ink-2">{heading}</h3>
            <dl className="grid grid-cols-[6rem_1fr] gap-y-1">
              {members.map((hotkey) => (
                <div key={hotkey.key} className="contents">
                  <dt className={singleKeys || hotkey.key.startsWith("mod+") ? "" : "text-ink-3"}>
                    <Kbd>{keyName(hotkey.key)}</Kbd>
                  </dt>
                  <dd>{hotkey.label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
