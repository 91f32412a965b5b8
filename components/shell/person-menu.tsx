"use client";

import { UserRound } from "lucide-react";
import Link from "next/link";
import { type ReactElement, useState } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuRadioGroup, MenuSeparator } from "@/components/ui/menu";
import { setSingleKeys, useSingleKeys } from "./hotkeys";
import { openKeyboardHelp } from "./keyboard-help";
import { parseTheme, THEME_COOKIE, type Theme } from "./theme";

export interface ShellPerson {
  name: string;
  /** What they are here: "Reviewer", "Admin, auditor". */
  roles?: string;
  email?: string;
}

interface PersonMenuProps {
  person: ShellPerson;
  /** One link or button element that takes props. */
  signOut?: ReactElement;
}

const CHOICES: { value: Theme; label: string }[] = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "system", label: "Same as the system" },
];

const YEAR = 31_536_000;

/** Shows the theme at once and keeps it for the next page the server renders. */
function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
}

export function PersonMenu({ person, signOut }: PersonMenuProps) {
  const singleKeys = useSingleKeys();
  return (
    <Menu
      trigger={
        <Button variant="quiet" className="max-w-48 min-w-8 px-2">
          <UserRound aria-hidden className="size-4 md:hidden" strokeWidth={1.75} />
          <span className="truncate max-md:sr-only">{person.name}</span>
        </Button>
      }
    >
      <div className="px-2 pt-1 pb-2">
        <p className="font-medium">{person.name}</p>
        {person.email ? <p className="text-sm text-ink-2 [overflow-wrap:anywhere]">{person.email}</p> : null}
        {person.roles ? <p className="text-sm text-ink-2">{person.roles}</p> : null}
      </div>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <ThemeChoice />
      <MenuSeparator />
      <MenuCheck checked={singleKeys} onChange={setSingleKeys}>
        Single-key shortcuts
      </MenuCheck>
      <MenuItem asChild className="w-full pl-8">
        <Link href="/my-sign-in">My sign-in</Link>
      </MenuItem>
      <MenuItem onSelect={() => setTimeout(openKeyboardHelp, 0)}>
        <span className="flex-1 pl-6">Keyboard help</span>
        <Kbd aria-hidden>?</Kbd>
      </MenuItem>
      {signOut ? (
        <>
          <MenuSeparator />
          <MenuItem asChild className="w-full pl-8">
            {signOut}
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}

/** Mounted while the menu is open, so it reads the page's theme each time. */
function ThemeChoice() {
  const [theme, setTheme] = useState(() => parseTheme(document.documentElement.dataset.theme));
  return (
    <MenuRadioGroup
      value={theme}
      options={CHOICES}
      onChange={(next) => {
        applyTheme(next);
        setTheme(next);
      }}
    />
  );
}
