"use client";

import { Command } from "cmdk";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { activeHotkeys, EVERYWHERE, useHotkeys } from "./hotkeys";
import { keyName } from "./keyboard-help";
import { closePalette, openPalette, type PaletteCommand, usePalette } from "./palette";

const HERE = "This page";
const KEYS = [{ key: "mod+k", label: "Search and commands", group: EVERYWHERE, run: openPalette }];

/** Everything by name: what the page's keys do, what it offers besides, and where one can go. */
export function CommandPalette() {
  const { open, commands } = usePalette();
  useHotkeys(KEYS);

  const keys = open
    ? activeHotkeys().filter((hotkey) => hotkey.key.length === 1 && hotkey.group !== EVERYWHERE)
    : [];
  const shown: (PaletteCommand & { key: string })[] = [
    ...keys.map((hotkey) => ({
      id: hotkey.key,
      key: `key ${hotkey.key}`,
      label: hotkey.label,
      keys: keyName(hotkey.key),
      run: hotkey.run,
    })),
    ...commands,
  ];
  const groups = new Map<string, (PaletteCommand & { key: string })[]>();
  for (const command of shown) {
    const group = command.group ?? HERE;
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }

  function run(command: PaletteCommand) {
    closePalette();
    // After the dialog has given focus back, so that the command may move it.
    setTimeout(command.run, 0);
  }

  return (
    <Dialog open={open} onClose={closePalette} title="Search and commands" bare className="mt-[12dvh]">
      <Command label="Search and commands" loop>
        <Command.Input
          data-autofocus
          placeholder="Type a name or a command"
          className="h-12 w-full border-b border-line bg-panel px-4 text-lg outline-none"
        />
        <Command.List className="max-h-80 overflow-y-auto p-2">
          <Command.Empty className="px-2 py-6 text-ink-2">
            Nothing has that name. Try fewer letters, or the name of a person or an application.
          </Command.Empty>
          {[...groups].map(([heading, members]) => (
            <Command.Group
              key={heading}
              heading={heading}
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-ink-3"
            >
              {members.map((command) => (
                <Command.Item
                  key={command.key}
                  value={command.key}
                  keywords={[command.label, ...(command.keywords ?? [])]}
                  onSelect={() => run(command)}
                  className="flex min-h-9 cursor-default items-center justify-between gap-3 rounded-md px-2 py-1.5 data-[selected=true]:bg-sunken"
                >
                  <span className="min-w-0">{command.label}</span>
                  {command.keys ? <Kbd aria-hidden>{command.keys}</Kbd> : null}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}
