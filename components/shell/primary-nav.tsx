"use client";

import { ChevronDown, Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Menu, MenuItem } from "@/components/ui/menu";
import { usePaletteCommands } from "./palette";

export interface NavItem {
  label: string;
  href: string;
  /** A count beside the label, and what it counts: `{ text: "12", meaning: "open items" }`. */
  badge?: { text: string; meaning: string };
  /** Where there are many, entries of one group stand under one button. */
  group?: string;
}

/** So many entries still stand side by side. */
const SIDE_BY_SIDE = 8;

type Place = { label: string; items: NavItem[] };

/** The bar's places in order: an entry by itself, or a group where its first entry stands. */
export function placesOf(items: readonly NavItem[]): Place[] {
  if (items.length <= SIDE_BY_SIDE) return items.map((item) => ({ label: item.label, items: [item] }));
  const places: Place[] = [];
  for (const item of items) {
    const there = item.group === undefined ? undefined : places.find((p) => p.label === item.group);
    if (there) there.items.push(item);
    else places.push({ label: item.group ?? item.label, items: [item] });
  }
  return places;
}

interface PrimaryNavProps {
  items: readonly NavItem[];
  /** Always behind the button, for pages that need the bar for themselves. */
  collapsed?: boolean;
  /** The product mark; stands between the button and the links. */
  children: ReactNode;
}

/** Whether `pathname` is the item's page or one beneath it. */
export function isCurrent(href: string, pathname: string): boolean {
  return pathname === href || (href !== "/" && pathname.startsWith(`${href}/`));
}

export function PrimaryNav({ items, collapsed = false, children }: PrimaryNavProps) {
  const pathname = usePathname();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  usePaletteCommands(
    useMemo(
      () =>
        items.map((item) => ({
          id: item.href,
          label: item.label,
          group: "Go to",
          run: () => router.push(item.href),
        })),
      [items, router],
    ),
  );

  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className={collapsed ? "" : "lg:hidden"}
      >
        <MenuIcon aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="sr-only">Menu</span>
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Countersign"
        className="m-0 h-dvh max-h-none w-72 rounded-none border-y-0 border-l-0"
      >
        <nav aria-label="Main">
          <ul className="-mx-2">
            {items.map((item) => (
              <li key={item.href}>
                <Link
                  href={item.href}
                  onClick={() => setOpen(false)}
                  aria-current={isCurrent(item.href, pathname) ? "page" : undefined}
                  className="flex min-h-10 items-center justify-between rounded-md px-2 text-ink-2 hover:bg-sunken hover:text-ink aria-[current]:font-medium aria-[current]:text-ink"
                >
                  {item.label}
                  <NavBadge item={item} />
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </Dialog>
      {children}
      {collapsed ? null : (
        <nav aria-label="Main" className="ml-1 max-lg:hidden">
          <ul className="flex gap-1">
            {placesOf(items).map(({ label, items: [first, ...more] }) =>
              first === undefined ? null : (
                <li key={first.href}>
                  {more.length === 0 ? (
                    <Link
                      href={first.href}
                      aria-current={isCurrent(first.href, pathname) ? "page" : undefined}
                      className={place}
                    >
                      <PlaceLabel>{first.label}</PlaceLabel>
                      <NavBadge item={first} />
                    </Link>
                  ) : (
                    <NavGroup label={label} items={[first, ...more]} pathname={pathname} />
                  )}
                </li>
              ),
            )}
          </ul>
        </nav>
      )}
    </>
  );
}

const place =
  "flex h-8 items-center gap-1.5 rounded-md px-2.5 text-ink-2 hover:bg-sunken hover:text-ink aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink";

/** As wide as when it is the current place, so that nothing beside it moves. */
function PlaceLabel({ children }: { children: string }) {
  return (
    <span
      data-label={children}
      className="after:invisible after:block after:h-0 after:overflow-hidden after:font-medium after:content-[attr(data-label)]"
    >
      {children}
    </span>
  );
}

/** A group's entries under its name; a count of one of them shows on the outside. */
function NavGroup({ label, items, pathname }: { label: string; items: NavItem[]; pathname: string }) {
  const current = items.some((item) => isCurrent(item.href, pathname));
  const counted = items.find((item) => item.badge);
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" aria-current={current ? "true" : undefined} className={place}>
          <PlaceLabel>{label}</PlaceLabel>
          {counted ? <NavBadge item={counted} /> : null}
          <ChevronDown aria-hidden className="size-3.5" strokeWidth={1.75} />
        </button>
      }
    >
      {items.map((item) => (
        <MenuItem key={item.href} asChild>
          <Link
            href={item.href}
            aria-current={isCurrent(item.href, pathname) ? "page" : undefined}
            className="justify-between aria-[current]:font-medium"
          >
            {item.label}
            <NavBadge item={item} />
          </Link>
        </MenuItem>
      ))}
    </Menu>
  );
}

function NavBadge({ item }: { item: NavItem }) {
  if (!item.badge) return null;
  return (
    <span className="text-sm font-normal text-ink-3">
      {item.badge.text}
      <span className="sr-only"> {item.badge.meaning}</span>
    </span>
  );
}
