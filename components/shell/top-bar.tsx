import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { PersonMenu, type ShellPerson } from "./person-menu";
import { type NavItem, PrimaryNav } from "./primary-nav";
import { SearchButton } from "./search-button";

export interface TopBarProps {
  nav: readonly NavItem[];
  /** Where the product mark leads. */
  homeHref?: string;
  /** What the whole window is about, when one piece of work takes it; the navigation then waits behind its button. */
  title?: ReactNode;
  /** How far the work is. */
  status?: ReactNode;
  person?: ShellPerson;
  signOut?: ReactElement;
}

export function TopBar({ nav, homeHref = "/", title, status, person, signOut }: TopBarProps) {
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-2 py-1.5 sm:px-4">
      <PrimaryNav items={nav} collapsed={title !== undefined}>
        <Link
          href={homeHref}
          className={title === undefined ? "py-1 font-semibold" : "py-1 font-semibold max-sm:sr-only"}
        >
          Countersign
        </Link>
      </PrimaryNav>
      {title === undefined ? null : (
        <>
          <span aria-hidden className="text-line-strong max-sm:hidden">
            /
          </span>
          <div className="min-w-0 flex-1 basis-24">{title}</div>
        </>
      )}
      <div className="ml-auto flex items-center gap-1 sm:gap-3">
        {status ? <div className="max-wide:hidden">{status}</div> : null}
        <SearchButton />
        {person ? <PersonMenu person={person} {...(signOut ? { signOut } : {})} /> : null}
      </div>
      {status ? <div className="hidden w-full md:max-wide:block">{status}</div> : null}
    </div>
  );
}
