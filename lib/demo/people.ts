import { CAST, type CastMember, FATES } from "@/lib/demo/cast";
import { DEPARTMENTS, EXECUTIVES } from "@/lib/demo/departments";
import { MACHINES, type Machine } from "@/lib/demo/machines";
import { inventName, mailbox } from "@/lib/demo/people-names";
import { draws } from "@/lib/demo/random";

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
const UNKNOWN_WORDS = ["unknown", "N/A", ""];

/** Everyone at Halden & Voss, managers before those who report to them, and the machines. Always the same. */
export function buildPeople(): People {
  const all: Identity[] = [];
  const byId = new Map<string, Identity>();
  const byName = new Map<string, string>();
  const waiting = [...CAST];
  const names = new Set(CAST.map(({ name }) => name));
  const logins = new Set<string>();

  const uniqueLogin = (stem: string) => {
    let login = stem;
    for (let n = 2; logins.has(login); n++) login = `${stem}${n}`;
    logins.add(login);
    return login;
  };
  const keep = (identity: Identity) => {
    all.push(identity);
    byId.set(identity.id, identity);
    return identity;
  };
  const castFor = (department: string, post: string): CastMember | undefined => {
    const at = waiting.findIndex((member) => member.department === department && member.post === post);
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const newName = (id: string, location: string) => {
    for (let attempt = 0; ; attempt++) {
      const name = inventName(draws("name", id, attempt), location);
      if (names.has(name)) continue;
      names.add(name);
      return name;
    }
  };

  const hire = (
    level: Identity["level"],
    place: {
      department: string;
      title: string;
      post: string;
      costCenter: string;
      office: string;
      managerId: string;
    },
  ) => {
    const id = `HV${1001 + all.length}`;
    const draw = draws("person", id);
    const cast = castFor(place.department, place.post);
    const name = cast?.name ?? newName(id, place.office);
    const stem = mailbox(cast?.latin ?? name);
    const fate = FATES[cast?.key ?? ""];
    const joiner = level === "member" && !cast && draw.chance(0.04);
    const contractor = level === "member" && !cast && draw.chance(0.08);
    const leaver = level === "member" && !cast && !joiner && draw.chance(0.045);
    const started = joiner
      ? draw.int(8, 95)
      : level === "member"
        ? 150 + Math.round(draw.next() ** 1.6 * 3400)
        : draw.int(1500, 4300);
    const vague = draw.chance(0.02) && !cast ? draw.pick(UNKNOWN_WORDS) : null;
    const ends = contractor && !leaver ? (draw.chance(0.3) ? draw.int(4, 28) : draw.int(29, 300)) : null;
    const identity = keep({
      id,
      key: cast?.key ?? "",
      name,
      // Two people named Rui Teixeira share one address: an e-mail that matches both settles nothing.
      email: `${cast?.key.startsWith("rui") ? stem : uniqueLogin(stem)}@${DOMAIN}`,
      login: "",
      level,
      department: place.department,
      title: cast?.title || place.title,
      costCenter: place.costCenter,
      location: vague ?? place.office,
      managerId:
        level === "member" && !cast && draw.chance(0.014) ? draw.pick(["", "unknown"]) : place.managerId,
      started: fate?.started ?? started,
      left: fate ? (fate.left ?? null) : leaver ? Math.min(draw.int(6, 240), started - 30) : null,
      ends: fate ? (fate.ends ?? null) : ends,
      onLeave: level === "member" && !cast && draw.chance(0.015),
      moved: null,
      machine: null,
    });
    identity.login = cast?.key.startsWith("rui")
      ? uniqueLogin(stem)
      : identity.email.slice(0, -DOMAIN.length - 1);
    if (cast) byName.set(cast.key, id);
    return identity;
  };

  for (const [title, office] of EXECUTIVES) {
    const managerId = byName.get("Chief executive") ?? "";
    const place = { department: "Executive", title, post: title, costCenter: "1000", office, managerId };
    byName.set(title, hire("executive", place).id);
  }
  for (const { name: department, executive, costCenter, offices, teamSize, posts } of DEPARTMENTS) {
    const office = (team: number) => offices[team % offices.length] ?? "Lisbon";
    const base = { department, costCenter };
    const head = hire("head", {
      ...base,
      title: `Head of ${department.charAt(0).toLowerCase()}${department.slice(1)}`,
      post: "head",
      office: office(0),
      managerId: byName.get(executive) ?? "",
    });
    byName.set(department, head.id);
    const titles = posts.flatMap(({ title, count }) => Array.from({ length: count }, () => title));
    const teams = Math.ceil(titles.length / teamSize);
    for (let team = 0; team < teams; team++) {
      const lead = {
        ...base,
        title: `${department} lead`,
        post: "lead",
        office: office(team),
        managerId: head.id,
      };
      const manager = teams > 1 ? hire("lead", lead) : head;
      for (const title of titles.slice(team * teamSize, (team + 1) * teamSize)) {
        hire("member", { ...base, title, post: title, office: office(team), managerId: manager.id });
      }
    }
  }
  for (const identity of all) move(identity, byName);
  for (const [position, machine] of MACHINES.entries()) {
    const login = `svc-${mailbox(machine.name).replaceAll(".", "-")}`;
    keep({
      ...{
        id: `N${FIRST_MACHINE + position}`,
        key: "",
        name: machine.name,
        email: "",
        login,
        level: "machine",
        department: "",
      },
      ...{
        title: "",
        costCenter: "",
        location: "",
        managerId: "",
        left: null,
        ends: null,
        onLeave: false,
        moved: null,
      },
      // The first machine is provisioning, older than everything it gave.
      started: position === 0 ? 4600 : draws("machine", machine.name).int(120, 1900),
      machine,
    });
  }
  const resolve = (reference: string) => (reference === "-" ? "" : (byName.get(reference) ?? reference));
  return { all, byId, resolve, provisioning: `N${FIRST_MACHINE}` };
}

/** Gives a person of the cast, or about one member in fifteen, an earlier job under the same executive. */
function move(identity: Identity, byName: ReadonlyMap<string, string>): void {
  const draw = draws("move", identity.id);
  const fate = FATES[identity.key];
  const home = DEPARTMENTS.find(({ name }) => name === identity.department);
  if (fate?.moved !== undefined && fate.from) {
    const [department, title] = fate.from;
    identity.moved = { ago: fate.moved, department, title, managerId: byName.get(department) ?? "" };
    return;
  }
  if (fate || !home || identity.level !== "member" || identity.left !== null || !draw.chance(0.07)) return;
  if (identity.started < 200) return;
  const others = DEPARTMENTS.filter(
    ({ name, executive }) => executive === home.executive && name !== home.name,
  );
  if (others.length === 0) return;
  const from = draw.pick(others);
  const ago = draw.int(12, Math.min(400, identity.started - 90));
  const { title } = draw.pick(from.posts);
  identity.moved = { ago, department: from.name, title, managerId: byName.get(from.name) ?? "" };
}
