import { APPLICATIONS, type Application } from "@/lib/demo/applications";
import type { Identity } from "@/lib/demo/people";
import { inventName, mailbox } from "@/lib/demo/people-names";
import { draws } from "@/lib/demo/random";

/** An account in one application. Days count back from today. */
export type Account = {
  id: string;
  application: Application;
  identity: Identity | null;
  /** What the source writes as identity id. */
  identityId: string;
  login: string;
  email: string;
  status: string;
  type: string;
  mfa: string;
  /** Null: unknown. */
  created: number | null;
  /** Nothing has happened for this many days. */
  quiet: number;
  /** Last sign-in, before any use of a grant is counted; null: never. */
  signedIn: number | null;
};

const often = (usual: string, odd: string[]) => [
  ...Array.from({ length: 20 - odd.length }, () => usual),
  ...odd,
];

/** What each application says about a second factor, one of twenty each; the others say nothing. */
const MFA: Record<string, string[]> = {
  wrk: often("true", ["false"]),
  erp: often("true", ["false", "false", "unknown", "unknown"]),
  trs: often("true", ["false"]),
  crm: often("true", ["false", "unknown", "unknown"]),
  dwh: often("N/A", []),
  cod: often("true", ["false", ""]),
  cld: often("true", ["false"]),
  cis: often("true", ["unknown"]),
  aip: often("true", []),
};

/** Share of people's accounts that name nobody but carry the owner's e-mail. */
const BY_MAIL: Record<string, number> = { crm: 0.12, cod: 0.05 };

/** The account an identity (or, with null, nobody) has under a login. */
export function newAccount(identity: Identity | null, application: Application, login: string): Account {
  const id = `${application.id}:${login}`;
  const draw = draws("account", id);
  const { key = "", left = null, machine = null } = identity ?? {};
  const human = identity !== null && machine === null;
  const byMail =
    human && (draw.chance(BY_MAIL[application.id] ?? 0) || (key === "rui1" && application.id === "crm"));
  const dormant = human && application.id !== "wrk" && draw.chance(0.04) ? draw.int(100, 430) : 0;
  const quiet = Math.max(dormant, left ?? 0);
  const disabled = left !== null && key === "" && draw.chance(0.4);
  const mfa = machine ? "N/A" : draw.pick(MFA[application.id] ?? [""]);
  return {
    id,
    application,
    identity,
    identityId: byMail ? "" : (identity?.id ?? ""),
    login,
    email: identity?.email ?? "",
    status: disabled ? "disabled" : "active",
    type: machine ? "service" : "user",
    mfa: key === "yutong" && application.id === "trs" ? "false" : mfa,
    created: null,
    quiet,
    signedIn: draw.chance(0.04) ? null : quiet + draw.int(3, 12),
  };
}

/** The ERP calls Priya Raman PRAMAN; elsewhere the mailbox name is the login. */
export function loginIn(application: Application, { login }: Identity): string {
  const parts = login.split(".");
  if (application.id !== "erp" || parts.length < 2) return login;
  return `${login.charAt(0)}${parts.slice(-1)}`.toUpperCase().slice(0, 14);
}

/** Accounts nobody in the directory answers for: most name nobody, a third an identity that does not exist. */
export function orphanAccounts(): Account[] {
  return Array.from({ length: 16 }, (_, n) => {
    const draw = draws("orphan", n);
    const application = draw.pick(APPLICATIONS.slice(1));
    const small = application.source === "Small applications";
    const stem = mailbox(inventName(draw, "elsewhere"));
    const email = `${stem}@${n % 4 === 0 ? "contractors.example" : "haldenvoss.example"}`;
    const identityId = n % 3 === 0 && !small ? `HV09${10 + n}` : "";
    return { ...newAccount(null, application, stem), email, identityId };
  });
}
