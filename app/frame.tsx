import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { SignOutButton } from "@/components/auth/sign-out-button";
import { Providers } from "@/components/providers";
import { AppShell } from "@/components/shell/app-shell";
import type { NavItem } from "@/components/shell/primary-nav";
import type { Actor } from "@/lib/auth/actor";
import { permits } from "@/lib/auth/policy";
import { sessionShell } from "@/lib/auth/queries";
import { roleLabels, type Shell } from "@/lib/auth/schema";
import { currentCtx, currentPath } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { ask } from "@/lib/http";

interface FrameProps {
  /** The content takes exactly the window; `title` then says what it is about and `status` how far it is. */
  fill?: boolean;
  title?: ReactNode;
  status?: ReactNode;
  children: ReactNode;
}

/** What every signed-in page stands in; a page that needs the whole window stands in one of its own. */
export async function Frame({ children, ...own }: FrameProps) {
  const { actor } = await currentCtx();
  if (actor.kind !== "person") redirect(`/sign-in?to=${encodeURIComponent(await currentPath())}`);
  const me = await ask(sessionShell, {});
  return (
    <Providers>
      <AppShell
        {...own}
        demo={env().demo}
        nav={navOf(actor, me)}
        person={{ name: me.name, roles: rolesOf(me), ...(me.email ? { email: me.email } : {}) }}
        signOut={<SignOutButton />}
      >
        {children}
      </AppShell>
    </Providers>
  );
}

function rolesOf(me: Shell): string {
  const held = [...me.roles.map((role) => roleLabels[role]), ...(me.reviewer ? ["Reviewer"] : [])];
  const [first = "No role yet", ...rest] = held;
  return [first, ...rest.map((role) => role.toLowerCase())].join(", ");
}

/** Permissions that depend on who asks and on nothing else. */
type ByRole =
  | "drafter.read"
  | "campaign.read"
  | "rules.read"
  | "source.read"
  | "people.read"
  | "log.read"
  | "reperformance.read"
  | "export.read";

/** How many of these there are; nothing where there are none. */
function badge(n: number, meaning: string): Pick<NavItem, "badge"> {
  return n > 0 ? { badge: { text: n.toLocaleString("en-GB"), meaning } } : {};
}

/** Where this person can go; each page still asks for itself. */
function navOf(actor: Actor, me: Shell): NavItem[] {
  const open = badge(me.open, "open items");
  const asked = badge(me.exceptions, "waiting for you");
  const offered = badge(me.offers, "offered to you");
  const questions = badge(me.questions, "waiting for your answer");
  const looks = badge(me.looks, "waiting for you");
  const may = (permission: ByRole, item: NavItem) =>
    permits(permission, actor, undefined) === "allow" ? [item] : [];
  return [
    { label: "My reviews", group: "Mine", href: "/reviews", ...open },
    { label: "My decisions", group: "Mine", href: "/decisions" },
    { label: "My access", group: "Mine", href: "/access" },
    ...(me.looking ? [{ label: "Second looks", group: "Mine", href: "/second-looks", ...looks }] : []),
    ...(me.questioned ? [{ label: "Questions", group: "Mine", href: "/questions", ...questions }] : []),
    ...(me.excepting || me.roles.length > 0 ? [{ label: "Exceptions", href: "/exceptions", ...asked }] : []),
    ...(me.remover || me.roles.length > 0 ? [{ label: "Removals", href: "/remediation" }] : []),
    ...(me.offers > 0 || me.answers || permits("identity.list", actor, undefined) === "allow"
      ? [{ label: "Services", group: "Inventory", href: "/identities", ...offered }]
      : []),
    ...may("campaign.read", { label: "Campaigns", href: "/campaigns" }),
    ...may("rules.read", { label: "Rules", href: "/rules" }),
    ...may("source.read", { label: "Sources", group: "Inventory", href: "/sources" }),
    ...(me.describes || me.roles.length > 0
      ? [{ label: "Catalogue", group: "Inventory", href: "/catalogue" }]
      : []),
    ...may("people.read", { label: "People", group: "Inventory", href: "/people" }),
    ...may("drafter.read", { label: "Settings", href: "/settings" }),
    ...may("log.read", { label: "Audit log", group: "Record", href: "/log" }),
    ...may("campaign.read", { label: "Calendar of controls", group: "Record", href: "/controls" }),
    ...may("campaign.read", { label: "Control mapping", group: "Record", href: "/audit/mapping" }),
    ...may("reperformance.read", { label: "Workpapers", group: "Record", href: "/audit/workpapers" }),
    ...may("export.read", { label: "Exports", group: "Record", href: "/exports" }),
  ];
}
