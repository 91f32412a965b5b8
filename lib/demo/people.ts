import { CAST, type CastMember, FATES } from "@/lib/demo/cast";
import { DEPARTMENTS, EXECUTIVES } from "@/lib/demo/departments";
import { MACHINES, type Machine } from "@/lib/demo/machines";
import { inventName, mailbox } from "@/lib/demo/people-names";
import { type Draws, draws } from "@/lib/demo/random";

/** A person or machine of the directory. Days count back from today; `ends` counts ahead. */
export type Identity = {
  id: string;
  key: string;
  name: string;
  email: string;
  login: string;
  level: "executive" | "head" | "lead" | "member" | "machine";
  department: string;
  title: string;
  costCenter: string;
  location: string;
  /** An identity id, "" or a word for unknown. */
  managerId: string;
  started: number;
  left: number | null;
  ends: number | null;
  onLeave: boolean;
  moved: { ago: number; department: string; title: string; managerId: string } | null;
  machine: Machine | null;
};

export type People = {
  all: Identity[];
  byId: ReadonlyMap<string, Identity>;
  /** The id behind a cast key or a department (its head); "-" is nobody, any other word stays as it is. */
  resolve: (reference: string) => string;
  /** Id of the machine that gives every birthright. */
  provisioning: string;
};

const DOMAIN = "haldenvoss.example";
const FIRST_MACHINE = 101;

type Place = Pick<Identity, "level" | "department" | "title" | "costCenter" | "managerId"> & {
  post: string;
  office: string;
};

const BLANK = {
  key: "",
  email: "",
  department: "",
  title: "",
  costCenter: "",
  location: "",
  managerId: "",
  left: null,
  ends: null,
  onLeave: false,
  moved: null,
};

/** Everyone at Halden & Voss, managers before those who report to them, and the machines. Always the same. */
export function buildPeople(): People {
  const all: Identity[] = [];
  const byName = new Map<string, string>();
  const waiting = [...CAST];
  const names = new Set(CAST.map(({ name }) => name));
  const logins = new Set<string>();

  const newLogin = (stem: string) => {
    let login = stem;
    for (let n = 2; logins.has(login); n++) login = `${stem}${n}`;
    logins.add(login);
    return login;
  };
  const castFor = ({ department, post }: Place): CastMember | undefined => {
    const at = waiting.findIndex((member) => member.department === department && member.post === post);
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const newName = (id: string, office: string) => {
    for (let attempt = 0; ; attempt++) {
      const name = inventName(draws("name", id, attempt), office);
      if (names.has(name)) continue;
      names.add(name);
      return name;
    }
  };

  const hire = (place: Place): Identity => {
    const { level, department, title, costCenter, managerId, office } = place;
    const id = `HV${1001 + all.length}`;
    const cast = castFor(place);
    const name = cast?.name ?? newName(id, office);
    const stem = mailbox(cast?.latin ?? name);
    const login = newLogin(stem);
    const person = { ...BLANK, id, name, login, level, department, costCenter, managerId, machine: null };
    // Two people named Rui Teixeira share one address: an e-mail that matches both settles nothing.
    const email = `${cast?.key.startsWith("rui") ? stem : login}@${DOMAIN}`;
    const known = { ...person, email, title: cast?.title || title, location: office };
    const life = cast
      ? { key: cast.key, ...fateOf(cast.key, draws("life", id)) }
      : lifeOf(level, draws("life", id));
    all.push({ ...known, ...life });
    if (cast) byName.set(cast.key, id);
    return { ...known, ...life };
  };

  for (const [title, office] of EXECUTIVES) {
    const managerId = byName.get("Chief executive") ?? "";
    const place = { department: "Executive", title, post: title, costCenter: "1000", office, managerId };
    byName.set(title, hire({ ...place, level: "executive" }).id);
  }
  for (const { name: department, executive, costCenter, offices, teamSize, posts } of DEPARTMENTS) {
    const place = (team: number) => ({
      department,
      costCenter,
      office: offices[team % offices.length] ?? "Lisbon",
    });
    const boss = byName.get(executive) ?? "";
    const title = `Head of ${department}`;
    const head = hire({ ...place(0), level: "head", post: "head", title, managerId: boss }).id;
    byName.set(department, head);
    const titles = posts.flatMap((post) => Array.from({ length: post.count }, () => post.title));
    for (let team = 0; team * teamSize < titles.length; team++) {
      const lead: Place = {
        ...place(team),
        level: "lead",
        post: "lead",
        title: `${department} lead`,
        managerId: head,
      };
      const managerId = titles.length > teamSize ? hire(lead).id : head;
      for (const post of titles.slice(team * teamSize, (team + 1) * teamSize)) {
        hire({ ...place(team), level: "member", post, title: post, managerId });
      }
    }
  }
  for (const identity of all) identity.moved = moveOf(identity, byName);
  for (const [position, machine] of MACHINES.entries()) {
    const { name, kind } = machine;
    const login = `svc-${mailbox(name).replaceAll(".", "-")}`;
    // The first machine is provisioning, older than everything it gave.
    const started = position === 0 ? 4600 : draws("machine", name).int(120, kind === "ai_agent" ? 480 : 1900);
    all.push({
      ...BLANK,
      id: `N${FIRST_MACHINE + position}`,
      name,
      login,
      level: "machine",
      started,
      machine,
    });
  }
  const resolve = (reference: string) => (reference === "-" ? "" : (byName.get(reference) ?? reference));
  const byId = new Map(all.map((identity) => [identity.id, identity]));
  return { all, byId, resolve, provisioning: `N${FIRST_MACHINE}` };
}

/** What the story says of a person of the cast. */
function fateOf(key: string, draw: Draws) {
  const { started, left, ends } = FATES[key] ?? {};
  return { started: started ?? draw.int(1500, 3000), left: left ?? null, ends: ends ?? null };
}

/** Chance for everybody else: few members are new, on a fixed term, on leave, gone, or badly recorded. */
function lifeOf(level: Identity["level"], draw: Draws): Partial<Identity> & { started: number } {
  if (level !== "member") return { started: draw.int(1500, 4300) };
  const luck = draw.next();
  const started = luck < 0.04 ? draw.int(8, 95) : 150 + Math.round(draw.next() ** 1.6 * 3400);
  const life = { started, onLeave: draw.chance(0.015) };
  const record = {
    ...(draw.chance(0.02) ? { location: draw.pick(["unknown", "N/A", ""]) } : {}),
    ...(draw.chance(0.014) ? { managerId: draw.pick(["", "unknown"]) } : {}),
  };
  if (luck > 0.955) return { ...life, ...record, left: Math.min(draw.int(6, 240), started - 30) };
  if (luck < 0.87) return { ...life, ...record };
  return { ...life, ...record, ends: draw.chance(0.3) ? draw.int(4, 28) : draw.int(29, 300) };
}

/** The earlier job of a person of the cast, or, for about one member in fifteen, one under the same executive. */
function moveOf(identity: Identity, byName: ReadonlyMap<string, string>): Identity["moved"] {
  const draw = draws("move", identity.id);
  const fate = FATES[identity.key];
  const from = (department: string, title: string, ago: number) => {
    return { ago, department, title, managerId: byName.get(department) ?? "" };
  };
  if (fate?.moved !== undefined && fate.from) return from(...fate.from, fate.moved);
  const { level, left, started, department } = identity;
  if (fate || level !== "member" || left !== null || started < 200 || !draw.chance(0.07)) return null;
  const executive = DEPARTMENTS.find(({ name }) => name === department)?.executive;
  const others = DEPARTMENTS.filter((other) => other.executive === executive && other.name !== department);
  const home = draw.pick(others);
  return from(home.name, draw.pick(home.posts).title, draw.int(12, Math.min(400, started - 90)));
}
