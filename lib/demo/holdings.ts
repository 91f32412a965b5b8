import { APPLICATIONS, type Application } from "@/lib/demo/applications";
import { type Entitlement, entitlement } from "@/lib/demo/catalogue";
import { BIRTHRIGHT, DEPARTMENTS, LEADERSHIP, post } from "@/lib/demo/departments";
import type { Identity, People } from "@/lib/demo/people";
import { inventName, mailbox } from "@/lib/demo/people-names";
import { type Draws, draws } from "@/lib/demo/random";
import { HANDOUTS, PLANTS, type Plant, SHARED_ACCOUNTS, SOD_RULES, TICKETS } from "@/lib/demo/story";
import { type Rate, type Uses, spread } from "@/lib/demo/usage";

/** An account in one application. Days count back from today; null is unknown. */
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
  created: number | null;
  /** Nothing has happened for this many days. */
  quiet: number;
  /** Last sign-in, before any use of a grant is counted; null: never. */
  signedIn: number | null;
};

export type Request = {
  id: string;
  application: Application;
  by: string;
  approvedBy: string;
  ago: number;
  text: string;
};

export type Grant = {
  account: Account;
  entitlement: Entitlement;
  since: number | null;
  gone: number | null;
  back: number | null;
  grantedBy: string;
  requestedBy: string;
  approvedBy: string;
  request: Request | null;
  expires: number | null;
  uses: Uses;
  /** Path of entitlement ids, the first held directly by the same account; "" for a direct grant. */
  via: string;
};

export type Holdings = { accounts: Map<string, Account>; grants: Map<string, Grant>; requests: Request[] };

type Hint = Partial<Plant> & { base?: number; birthright?: boolean; outgrown?: number };

const CONFLICTING = new Set(SOD_RULES.flatMap(({ left, right }) => [...left, ...right]));

/** Who holds what: accounts, grants and requests of the whole company, past removals included. Always the same. */
export function buildHoldings(people: People): Holdings {
  const accounts = new Map<string, Account>();
  const grants = new Map<string, Grant>();
  const requests: Request[] = [];
  const humans = people.all.filter(({ machine }) => machine === null);
  const administrators = humans.filter(({ department }) => department === "Identity and access");
  const provisioning = people.all.find(({ machine }) => machine !== null)?.id ?? "";

  const accountOf = (identity: Identity, application: Application): Account => {
    const login = loginIn(application, identity);
    const known = accounts.get(`${application.id}:${login}`);
    if (known?.identity === identity) return known;
    const account = newAccount(identity, application, known ? `${login}2` : login);
    const again = accounts.get(account.id);
    if (again) return again;
    accounts.set(account.id, account);
    return account;
  };

  const put = (account: Account, right: Entitlement, hint: Hint): void => {
    const key = `${account.id} ${right.id}`;
    if (grants.has(key)) return;
    const draw = draws("grant", key);
    const since = hint.since ?? sinceOf(draw, hint, account.identity?.started ?? 900);
    const grant: Grant = {
      account,
      entitlement: right,
      since,
      gone: hint.gone ?? null,
      back: hint.back ?? null,
      ...provenance(draw, account, right, since, hint),
      expires: hint.expires ?? expiry(draw, account.identity, hint),
      uses: right.application.reportsUse ? usesOf(draw, account, right, since ?? 540, hint) : [],
      via: "",
    };
    grants.set(key, grant);
  };

  const provenance = (
    draw: Draws,
    account: Account,
    right: Entitlement,
    since: number | null,
    hint: Hint,
  ) => {
    const self = account.identity;
    if (hint.birthright || !self || self.machine) {
      const by = hint.birthright ? provisioning : draw.chance(0.5) ? draw.pick(administrators).id : "";
      return { grantedBy: by, requestedBy: "", approvedBy: "", request: null };
    }
    const manager = people.byId.get(self.managerId);
    const chance = draw.next();
    const approver =
      right.privilege === "privileged" || chance < 0.25
        ? people.resolve(right.application.owner)
        : chance < 0.65
          ? (manager?.managerId ?? "")
          : chance < 0.8
            ? self.managerId
            : draw.pick(["", "", "unknown"]);
    const odd = draw.next();
    const grantedBy = draw.chance(0.07) ? draw.pick(["", "unknown"]) : draw.pick(administrators).id;
    const approvedBy =
      hint.approvedBy !== undefined ? people.resolve(hint.approvedBy) : odd < 0.002 ? self.id : approver;
    const requestedBy = draw.chance(0.75) ? self.id : draw.pick([self.managerId, ""]);
    const ago = hint.requestedAgo ?? (since ?? 0) + draw.int(1, 9);
    const asked =
      hint.ticket !== undefined || hint.requestedAgo !== undefined || (since !== null && draw.chance(0.5));
    const request = asked
      ? {
          id: `REQ-${20001 + requests.length}`,
          application: right.application,
          by: requestedBy,
          approvedBy,
          ago,
          text:
            hint.ticket ??
            draw.pick(TICKETS).replace("{team}", self.department).replace("{job}", self.title.toLowerCase()),
        }
      : null;
    if (request) requests.push(request);
    return {
      grantedBy: hint.grantedBy ? people.resolve(hint.grantedBy) : odd > 0.9965 ? self.managerId : grantedBy,
      requestedBy: request ? requestedBy : "",
      approvedBy,
      request,
    };
  };

  const give = (identity: Identity, id: string, hint: Hint = {}) => {
    const right = entitlement(id);
    put(accountOf(identity, right.application), right, hint);
  };

  for (const [who, id, plant] of PLANTS) {
    const identity = people.byId.get(people.resolve(who));
    if (identity) give(identity, id, plant);
  }
  for (const { department, post: wanted, entitlement: id, count } of HANDOUTS) {
    const holders = humans.filter(
      (person) =>
        person.department === department &&
        (person.level === wanted || person.title === wanted) &&
        person.left === null,
    );
    for (const holder of holders.slice(-count)) give(holder, id, { base: Math.min(holder.started, 1400) });
  }
  for (const person of humans) {
    const { moved, department, title, level, started } = person;
    const draw = draws("holdings", person.id);
    for (const id of BIRTHRIGHT) give(person, id, { birthright: true, base: started });
    const base = moved ? moved.ago : started;
    if (level !== "member") for (const id of LEADERSHIP) give(person, id, { base });
    const own = DEPARTMENTS.find(({ name }) => name === department)?.posts[0]?.baseline ?? [];
    const baseline =
      post(department, title)?.baseline ?? own.map((item) => ({ ...item, share: item.share * 0.6 }));
    for (const item of baseline) if (draw.chance(item.share)) give(person, item.entitlement, { base });
    if (moved) {
      for (const item of post(moved.department, moved.title)?.baseline ?? []) {
        if (draw.chance(item.share * 0.7))
          give(person, item.entitlement, { base: started, outgrown: moved.ago });
      }
    }
    if (level !== "member" || person.key !== "") continue;
    const stray = () => strayRight(draw, department);
    if (draw.chance(0.13)) give(person, stray(), {});
    if (draw.chance(0.09) && started > 300) {
      give(person, stray(), { since: draw.int(200, Math.min(started, 1500)), gone: draw.int(76, 86) });
    }
  }
  for (const identity of people.all) {
    for (const id of identity.machine?.grants ?? []) {
      give(identity, id, { base: identity.started, neverUsed: identity.machine?.unused.has(id) ?? false });
    }
  }
  for (const [application = "", login = "", rights = "", linked = ""] of SHARED_ACCOUNTS) {
    unlinked(
      application,
      login,
      { type: "shared", email: "", identityId: people.resolve(linked) },
      rights.split(" "),
    );
  }
  // Nobody in the directory answers for these: two thirds name nobody, the rest name an identity that does not exist.
  for (let n = 0; n < 16; n++) {
    const draw = draws("orphan", n);
    const application = draw.pick(APPLICATIONS.slice(1));
    const stem = mailbox(inventName(draw, "elsewhere"));
    const mail = `${stem}@${n % 4 === 0 ? "contractors.example" : "haldenvoss.example"}`;
    const small = application.source === "Small applications";
    const rights = strayRightsOf(application).slice(0, draw.int(1, 2));
    const identityId = n % 3 === 0 && !small ? `HV09${10 + n}` : "";
    unlinked(application.id, small ? mail : stem, { type: "user", email: mail, identityId }, rights);
  }
  for (const grant of [...grants.values()]) derive(grants, grant, grant.entitlement, grant.entitlement.id);
  settle(grants.values());
  return { accounts, grants, requests };

  function unlinked(applicationId: string, login: string, over: Partial<Account>, rights: string[]): void {
    const application = APPLICATIONS.find(({ id }) => id === applicationId);
    if (!application) return;
    const account: Account = { ...newAccount(null, application, login), ...over };
    accounts.set(account.id, account);
    for (const id of rights.filter((right) => right !== "")) put(account, entitlement(id), { base: 900 });
  }
}

function loginIn(application: Application, identity: Identity): string {
  if (application.source === "Small applications") return identity.login;
  if (application.id !== "erp") return identity.login;
  const parts = identity.login.split(".");
  return (parts.length > 1 ? `${parts[0]?.slice(0, 1)}${parts.slice(-1)}` : identity.login)
    .toUpperCase()
    .slice(0, 14);
}

function newAccount(identity: Identity | null, application: Application, login: string): Account {
  const id = `${application.id}:${login}`;
  const draw = draws("account", id);
  const human = identity !== null && identity.machine === null;
  const byMail =
    human &&
    ((application.id === "crm" && draw.chance(0.12)) || (application.id === "cod" && draw.chance(0.05)));
  const rui = identity?.key === "rui1" && application.id === "crm";
  const dormant = human && application.id !== "wrk" && draw.chance(0.04);
  const left = identity?.left ?? null;
  const disabled = left !== null && !["kari", "otto"].includes(identity?.key ?? "") && draw.chance(0.4);
  const mfa = identity?.machine ? "N/A" : draw.pick(MFA[application.id] ?? [""]);
  const quiet = Math.max(dormant ? draw.int(100, 430) : 0, left ?? 0);
  return {
    id,
    application,
    identity,
    identityId: byMail || rui ? "" : (identity?.id ?? ""),
    login,
    email: identity?.email ?? "",
    status: disabled ? "disabled" : "active",
    type: identity?.machine ? "service" : "user",
    mfa: identity?.key === "yutong" && application.id === "trs" ? "false" : mfa,
    created: null,
    quiet,
    signedIn: draw.chance(0.04) ? null : quiet + draw.int(3, 12),
  };
}

const often = (usual: string, odd: string[]) => [
  ...Array.from({ length: 20 - odd.length }, () => usual),
  ...odd,
];

/** What each application says about a second factor; one of twenty each. */
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

/** Rights an outlier might hold: standard or unknown privilege, in no rule on separation of duties. */
function strayRightsOf(application: Application): string[] {
  return STRAY.filter((id) => id.startsWith(`${application.id}:`));
}

function strayRight(draw: Draws, department: string): string {
  const home = new Set(
    DEPARTMENTS.filter(({ name }) => name === department).flatMap(({ posts }) =>
      posts.flatMap(({ baseline }) => baseline.map((item) => item.entitlement)),
    ),
  );
  return draw.pick(STRAY.filter((id) => !home.has(id)));
}

const STRAY: readonly string[] = [
  ...new Set(
    DEPARTMENTS.flatMap(({ posts }) =>
      posts.flatMap(({ baseline }) => baseline.map((item) => item.entitlement)),
    ),
  ),
].filter((id) => !CONFLICTING.has(id) && entitlement(id).carries.length === 0);

function sinceOf(draw: Draws, { base, birthright, outgrown }: Hint, started: number): number | null {
  const from = Math.max(base ?? started, 6);
  if (from > 1900 && draw.chance(birthright ? 0.5 : 0.2)) return null;
  if (birthright) return from;
  if (outgrown !== undefined) return draw.int(Math.min(outgrown + 20, from), from);
  if (base === undefined) return draw.int(Math.min(20, from), from);
  if (from > 130 && draw.chance(0.03)) return draw.int(6, 90);
  if (from > 300 && draw.chance(0.35)) return draw.int(110, from);
  return Math.max(5, from - draw.int(0, Math.min(40, Math.floor(from / 3))));
}

function expiry(draw: Draws, identity: Identity | null, { birthright }: Hint): number | null {
  if (birthright || identity?.machine) return null;
  if (identity?.ends && draw.chance(0.5)) return identity.ends;
  const odd = draw.next();
  return odd < 0.012 ? draw.int(3, 28) : odd > 0.996 ? -draw.int(5, 60) : null;
}

function usesOf(draw: Draws, account: Account, right: Entitlement, since: number, hint: Hint): Uses {
  if (hint.neverUsed) return [];
  const rate: Rate =
    hint.rate ?? (hint.birthright ? "daily" : draw.pick<Rate>(["daily", "weekly", "weekly", "monthly"]));
  if (hint.until !== undefined) return spread(draw, rate, since, hint.until);
  const privileged = right.privilege === "privileged";
  const mood = hint.birthright || account.identity?.machine ? 0.5 : draw.next();
  if (mood > (privileged ? 0.9 : 0.95)) return [];
  const faded = mood < (privileged ? 0.15 : 0.09) ? draw.int(95, 600) : 0;
  const outgrown =
    hint.outgrown !== undefined && draw.chance(0.8) ? Math.max(6, hint.outgrown - draw.int(-6, 90)) : 0;
  const until = Math.max(
    faded,
    outgrown,
    account.quiet + draw.int(3, rate === "monthly" ? 28 : 9),
    (hint.gone ?? 0) + 4,
  );
  return spread(draw, mood > (privileged ? 0.75 : 0.87) ? "rare" : rate, since, until);
}

/** Adds what a role, group or profile carries, unless the account holds it directly. */
function derive(grants: Map<string, Grant>, direct: Grant, carrier: Entitlement, via: string): void {
  for (const id of carrier.carries) {
    const right = entitlement(id);
    const key = `${direct.account.id} ${id}`;
    const draw = draws("derived", key);
    if (!grants.has(key)) {
      const uses = right.application.reportsUse
        ? usesOf(draw, direct.account, right, direct.since ?? 540, {})
        : [];
      const none = { grantedBy: "", requestedBy: "", approvedBy: "", request: null, expires: null };
      grants.set(key, { ...direct, ...none, entitlement: right, uses, via });
    }
    derive(grants, direct, right, `${via} > ${id}`);
  }
}

/** An account is as old as its oldest grant; if that is unknown, so is the account's age. */
function settle(grants: Iterable<Grant>): void {
  const unknown = new Set<Account>();
  for (const { account, since } of grants) {
    if (since === null) unknown.add(account);
    account.created = unknown.has(account) ? null : Math.max(account.created ?? 0, since ?? 0);
  }
}
