import { type Account, loginIn, newAccount, orphanAccounts } from "@/lib/demo/accounts";
import { APPLICATIONS, type Application } from "@/lib/demo/applications";
import { type Entitlement, entitlement } from "@/lib/demo/catalogue";
import { BIRTHRIGHT, DEPARTMENTS, LEADERSHIP, post } from "@/lib/demo/departments";
import type { Identity, People } from "@/lib/demo/people";
import { type Provenance, provenanceOf, type Request } from "@/lib/demo/provenance";
import { type Draws, draws } from "@/lib/demo/random";
import { HANDOUTS, PLANTS, type Plant, SHARED_ACCOUNTS, SOD_RULES } from "@/lib/demo/story";
import { type Rate, spread, type Uses } from "@/lib/demo/usage";

/** An account's entitlement. Days count back from today (`expires` ahead); null is unknown or not so. */
export type Grant = Provenance & {
  account: Account;
  entitlement: Entitlement;
  since: number | null;
  gone: number | null;
  back: number | null;
  expires: number | null;
  uses: Uses;
  /** Path of entitlement ids, the first held directly by the same account; "" for a direct grant. */
  via: string;
};

export type Holdings = { accounts: Map<string, Account>; grants: Map<string, Grant>; requests: Request[] };

/** What is known before chance decides: `base` = day the reason began, `outgrown` = day it ended with a move. */
type Hint = Partial<Plant> & { base?: number; birthright?: boolean; outgrown?: number };

const BASELINES = new Map(
  DEPARTMENTS.map(({ name, posts }) => [
    name,
    new Set(posts.flatMap(({ baseline }) => baseline.map((item) => item.entitlement))),
  ]),
);

/** Rights an outlier might hold: of some job, not carried by or carrying others, in no rule on separation of duties. */
const STRAY = [...new Set([...BASELINES.values()].flatMap((baseline) => [...baseline]))].filter(
  (id, _, all) => {
    const inRule = SOD_RULES.some(({ left, right }) => left.includes(id) || right.includes(id));
    const carried = all.some((other) => entitlement(other).carries.includes(id));
    return !inRule && !carried && entitlement(id).carries.length === 0;
  },
);

/** Of those, by department, the ones that belong to none of its jobs. */
const OUTLIERS = new Map(
  [...BASELINES].map(([department, own]) => [department, STRAY.filter((id) => !own.has(id))]),
);

/** Who holds what: accounts, grants and requests of the whole company, past removals included. Always the same. */
export function buildHoldings(people: People): Holdings {
  const accounts = new Map<string, Account>();
  const grants = new Map<string, Grant>();
  const provenance = provenanceOf(people);
  const humans = people.all.filter(({ machine }) => machine === null);

  const accountOf = (identity: Identity, application: Application): Account => {
    const login = loginIn(application, identity);
    for (let n = 1; ; n++) {
      const unique = n === 1 ? login : `${login}${n}`;
      const known = accounts.get(`${application.id}:${unique}`);
      if (known && known.identity !== identity) continue;
      const account = known ?? newAccount(identity, application, unique);
      accounts.set(account.id, account);
      return account;
    }
  };

  const put = (account: Account, right: Entitlement, hint: Hint) => {
    const key = `${account.id} ${right.id}`;
    if (grants.has(key)) return;
    const draw = draws("grant", key);
    const since = hint.since ?? sinceOf(draw, hint, account.identity?.started ?? 900);
    grants.set(key, {
      ...(hint.birthright ? provenance.birthright : provenance.tell(draw, { account, right, since }, hint)),
      account,
      entitlement: right,
      since,
      gone: hint.gone ?? null,
      back: hint.back ?? null,
      expires: hint.expires ?? expiryOf(draw, account.identity, hint),
      uses: usesOf(draw, account, right, since ?? 540, hint),
      via: "",
    });
  };

  const give = (identity: Identity, id: string, hint: Hint) => {
    const right = entitlement(id);
    put(accountOf(identity, right.application), right, hint);
  };

  for (const { who, entitlement: id, plant } of PLANTS) {
    const identity = people.byId.get(people.resolve(who));
    if (identity) give(identity, id, plant);
  }
  for (const { department, post: wanted, entitlement: id, count } of HANDOUTS) {
    const inPost = humans.filter(
      (person) => person.department === department && [person.level, person.title].includes(wanted),
    );
    const holders = inPost.filter(({ left }) => left === null).slice(-count);
    for (const holder of holders) give(holder, id, { base: Math.min(holder.started, 1400) });
  }
  for (const person of humans) {
    for (const [id, hint] of jobRights(person)) give(person, id, hint);
  }
  for (const identity of people.all) {
    for (const id of identity.machine?.grants ?? []) {
      give(identity, id, { base: identity.started, neverUsed: identity.machine?.unused.has(id) ?? false });
    }
  }
  for (const { application: id, login, rights, linked } of SHARED_ACCOUNTS) {
    const application = APPLICATIONS.find((found) => found.id === id);
    if (!application) continue;
    const account = {
      ...newAccount(null, application, login),
      type: "shared",
      mfa: "false",
      identityId: people.resolve(linked),
    };
    accounts.set(account.id, account);
    for (const right of rights) put(account, entitlement(right), { base: 900 });
  }
  for (const orphan of orphanAccounts()) {
    accounts.set(orphan.id, orphan);
    const draw = draws("orphan rights", orphan.id);
    const rights = STRAY.filter((id) => id.startsWith(`${orphan.application.id}:`));
    for (const id of [draw.pick(rights), draw.pick(rights)]) put(orphan, entitlement(id), { base: 900 });
  }
  for (const grant of [...grants.values()]) derive(grants, grant, grant.entitlement, grant.entitlement.id);
  ageAccounts(grants.values());
  return { accounts, grants, requests: provenance.requests };
}

/** A person's rights by birth and job, what is left of an earlier job, and now and then one that fits neither. */
function* jobRights(person: Identity): Generator<[id: string, hint: Hint]> {
  const { moved, department, title, level, started } = person;
  const draw = draws("holdings", person.id);
  const base = moved ? moved.ago : started;
  for (const id of BIRTHRIGHT) yield [id, { birthright: true, base: started }];
  if (level !== "member") for (const id of LEADERSHIP) yield [id, { base }];
  const job = post(department, title);
  const ofTheTeam = DEPARTMENTS.find(({ name }) => name === department)?.posts[0];
  for (const { entitlement: id, share } of (job ?? ofTheTeam)?.baseline ?? []) {
    if (draw.chance(job ? share : share * 0.6)) yield [id, { base }];
  }
  if (moved) {
    for (const { entitlement: id, share } of post(moved.department, moved.title)?.baseline ?? []) {
      if (draw.chance(share * 0.7)) yield [id, { base: started, outgrown: moved.ago }];
    }
  }
  if (level !== "member" || person.key !== "") return;
  const strays = OUTLIERS.get(department) ?? STRAY;
  if (draw.chance(0.13)) yield [draw.pick(strays), {}];
  if (draw.chance(0.11) && started > 300) {
    yield [draw.pick(strays), { since: draw.int(200, Math.min(started, 1500)), gone: draw.int(76, 86) }];
  }
}

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

function expiryOf(draw: Draws, identity: Identity | null, { birthright }: Hint): number | null {
  if (birthright || identity?.machine) return null;
  if (identity?.ends && draw.chance(0.5)) return identity.ends;
  const odd = draw.next();
  return odd < 0.012 ? draw.int(3, 28) : odd > 0.996 ? -draw.int(5, 60) : null;
}

const UNUSED: Uses = { ago: [], count: [] };

/** Most access is in use; of privileged access more has faded or was never used. */
function usesOf(draw: Draws, account: Account, right: Entitlement, since: number, hint: Hint): Uses {
  if (hint.neverUsed || !right.application.reportsUse) return UNUSED;
  const usual = hint.birthright ? "daily" : draw.pick<Rate>(["daily", "weekly", "weekly", "monthly"]);
  const rate = hint.rate ?? usual;
  if (hint.until != null) return spread(draw, rate, since, hint.until);
  const privileged = right.privilege === "privileged";
  const mood = hint.birthright || account.identity?.machine ? 0.5 : draw.next();
  if (mood > (privileged ? 0.9 : 0.95)) return UNUSED;
  const faded = mood < (privileged ? 0.15 : 0.09) ? draw.int(95, 600) : 0;
  const outgrown = hint.outgrown && draw.chance(0.8) ? Math.max(6, hint.outgrown - draw.int(-6, 90)) : 0;
  const recent = account.quiet + draw.int(3, rate === "monthly" ? 28 : 9);
  const until = Math.max(faded, outgrown, recent, (hint.gone ?? 0) + 4);
  return spread(draw, mood > (privileged ? 0.75 : 0.87) ? "rare" : rate, since, until);
}

/** Adds what a role, group or profile carries, unless the account holds it directly. */
function derive(grants: Map<string, Grant>, direct: Grant, carrier: Entitlement, via: string): void {
  for (const id of carrier.carries) {
    const right = entitlement(id);
    const key = `${direct.account.id} ${id}`;
    const uses = usesOf(draws("derived", key), direct.account, right, direct.since ?? 540, {});
    const carried = {
      grantedBy: "",
      requestedBy: "",
      approvedBy: "",
      request: null,
      expires: null,
      via,
      uses,
    };
    if (!grants.has(key)) grants.set(key, { ...direct, ...carried, entitlement: right });
    derive(grants, direct, right, `${via} > ${id}`);
  }
}

/** An account is as old as its oldest grant; if that is unknown, so is the account's age. */
function ageAccounts(grants: Iterable<Grant>): void {
  const unknown = new Set<Account>();
  for (const { account, since } of grants) {
    if (since === null) unknown.add(account);
    account.created = unknown.has(account) ? null : Math.max(account.created ?? 0, since ?? 0);
  }
}
