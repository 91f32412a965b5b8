"use client";

import { Command } from "cmdk";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { useHotkeys } from "./hotkeys";
import { closePalette, openPalette, type PaletteCommand, usePalette } from "./palette";

const HERE = "This page";
const KEYS = [{ key: "mod+k", label: "Search and commands", group: "Everywhere", run: openPalette }];

/** Everything the page can do and where one can go, by name. */
export function CommandPalette() {
  const { open, commands } = usePalette();
  useHotkeys(KEYS);

  const groups = new Map<string, (PaletteCommand & { key: string })[]>();
  for (const command of commands) {
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
          autoFocus
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
