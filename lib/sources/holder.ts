import type { identityKinds } from "./kinds";
import type { CsvField } from "./mapping";

/** A row's cells by field (where several columns are one field, the first that says something), and their headers. */
export type Row = { get: (field: CsvField) => string | undefined; label: (field: CsvField) => string };

type IdentityKind = (typeof identityKinds)[number];

/** Words of other systems that say outright what holds an account. Any other word leaves it unknown (I8). */
const kindWords: Readonly<Record<string, IdentityKind>> = {
  human: "human",
  person: "human",
  employee: "human",
  contractor: "human",
  service: "service",
  "service account": "service",
  "not a person": "service",
  bot: "service",
  machine: "service",
  workload: "workload",
  "managed identity": "workload",
  "ai agent": "ai_agent",
  "external user": "human",
};

function kindOf(text: string | undefined): IdentityKind | undefined {
  return kindWords[text?.toLowerCase().replace(/[_-]+/g, " ").trim() ?? ""];
}

export type Holder = { values: Record<string, string | undefined> & { id: string } };

/**
 * The identity that a row says holds the account: its id in the directory, else its e-mail (in lower case, so that others
 * can name it as manager), else the account's own id.
 * @param people the file lists people, who are its identities; else what it says of holders is derived from accounts
 * @returns undefined where nothing in the row says who holds the account
 */
export function holderOf(
  row: Row,
  { people, account }: { people: boolean; account: string },
): Holder | undefined {
  const owner = row.get("owner");
  const ownerWord = owner?.toLowerCase();
  const ownerMail = owner?.includes("@") ? owner : undefined;
  const ownerKind = kindOf(owner);
  const email = ownerMail ?? row.get("email");
  const name = row.get("name") ?? joined(row.get("first_name"), row.get("last_name"));
  const ownName = owner && !ownerMail && !ownerKind && ownerWord !== "no owner" ? owner : undefined;
  const manager = row.get("manager");
  const kind = ownerKind ?? kindOf(row.get("kind")) ?? kindOf(row.get("type"));
  const said = {
    name: name ?? ownName ?? (ownerKind ? account : undefined),
    email,
    manager_id: manager?.includes("@") ? manager.toLowerCase() : manager,
    department: row.get("department"),
    title: row.get("title"),
    cost_center: row.get("cost_center"),
    location: row.get("location"),
    employment_status: row.get("employment_status") ?? (people ? row.get("status") : undefined),
    start_date: row.get("start_date"),
    end_date: row.get("end_date"),
  };
  const id =
    row.get("identity") ??
    email?.toLowerCase() ??
    (people || Object.values(said).some(Boolean) ? account : "");
  if (!id) return undefined;
  return {
    values: { ...said, id, kind: kind ?? (people ? "human" : "unknown"), derived: people ? "false" : "true" },
  };
}

function joined(first: string | undefined, last: string | undefined): string | undefined {
  return [first, last].filter((n) => n !== undefined).join(" ") || undefined;
}
