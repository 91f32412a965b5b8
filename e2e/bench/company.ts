import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Grants a person, people a team, applications, and entitlements an application. */
const SHAPE = { grants: 25, team: 20, applications: 20, entitlements: 40 } as const;

/**
 * Writes an import folder with this many direct grants, each of which becomes an item: people in teams with a manager each,
 * accounts in five applications, grants with every column a good source has. Always the same rows.
 */
export async function writeCompany(dir: string, grants: number): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const people = Math.ceil(grants / SHAPE.grants);
  await write(
    dir,
    "identities",
    "id,kind,name,email,manager_id,department,title,employment_status,start_date",
    identities(people),
  );
  await write(dir, "applications", "id,name,type,owner_id,criticality,data_class", applications());
  await write(dir, "entitlements", "id,application_id,name,description,type,privilege", entitlements());
  await write(
    dir,
    "accounts",
    "id,application_id,identity_id,login,status,mfa,created_at,last_sign_in_at",
    accounts(people),
  );
  await write(
    dir,
    "grants",
    "account_id,entitlement_id,granted_at,granted_by,requested_by,approved_by,last_used_at,uses_90d",
    access(people, grants),
  );
}

async function write(dir: string, name: string, header: string, rows: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(lines(header, rows)), createWriteStream(path.join(dir, `${name}.csv`)));
}

/** A few hundred rows at a time. */
function* lines(header: string, rows: Iterable<string>): Generator<string> {
  let held = `${header}\n`;
  for (const row of rows) {
    held += `${row}\n`;
    if (held.length < 65_536) continue;
    yield held;
    held = "";
  }
  yield held;
}

function* identities(people: number): Generator<string> {
  for (let p = 0; p < people; p++) {
    const manager = managerOf(p);
    const team = Math.floor(p / SHAPE.team);
    yield `P${p},human,Person ${p},p${p}@bench.example,${manager === p ? "" : `P${manager}`},Department ${team % 12},Title ${p % 7},active,2019-${month(p)}-10`;
  }
}

/** The first of each team leads it; the first of all leads those. */
function managerOf(p: number): number {
  return p % SHAPE.team === 0 ? 0 : p - (p % SHAPE.team);
}

function* applications(): Generator<string> {
  for (let a = 0; a < SHAPE.applications; a++)
    yield `A${a},Application ${a},business,P${a},${a % 3 === 0 ? "high" : "medium"},internal`;
}

function* entitlements(): Generator<string> {
  for (let a = 0; a < SHAPE.applications; a++)
    for (let e = 0; e < SHAPE.entitlements; e++)
      yield `A${a}E${e},A${a},ROLE_${a}_${e},May do what role ${e} of application ${a} allows,role,${e % 10 === 0 ? "privileged" : "standard"}`;
}

/** Everybody has accounts in five applications. */
const APPLICATIONS_EACH = 5;

function* accounts(people: number): Generator<string> {
  for (let p = 0; p < people; p++)
    for (let n = 0; n < APPLICATIONS_EACH; n++) {
      const a = (p + n * 3) % SHAPE.applications;
      yield `A${a}-P${p},A${a},P${p},user${p},active,${p % 3 === 0 ? "false" : "true"},2020-${month(p)}-01,2026-11-${day(p)}`;
    }
}

function* access(people: number, grants: number): Generator<string> {
  const each = SHAPE.grants / APPLICATIONS_EACH;
  let left = grants;
  for (let p = 0; p < people; p++)
    for (let n = 0; n < SHAPE.grants && left > 0; n++, left--) {
      const a = (p + Math.floor(n / each) * 3) % SHAPE.applications;
      const e = (p * 7 + (n % each) * 8) % SHAPE.entitlements;
      const used = n % 6 === 5 ? "never,0" : `2026-11-${day(n + p)},${(n * 3 + p) % 60}`;
      yield `A${a}-P${p},A${a}E${e},2021-${month(n)}-15,P${(p + 11) % people},P${p},P${managerOf(p)},${used}`;
    }
}

const month = (n: number) => String((n % 12) + 1).padStart(2, "0");
const day = (n: number) => String((n % 20) + 1).padStart(2, "0");
