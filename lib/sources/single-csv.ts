import { AppError } from "@/lib/errors";
import { isNever, known, shown } from "./cells";
import { openCsv } from "./csv";
import { unevenRow } from "./folder";
import { holderOf, type Row } from "./holder";
import type { CsvField, Mapping } from "./mapping";
import type { RawFile, Reading, Seen } from "./reader";
import { type Line, readRecord, type Staged, type Values } from "./record";
import { type Column, rolesOf } from "./roles";

type Plan = {
  file: string;
  mapping: Mapping;
  application: string;
  columns: readonly Column[];
  byField: ReadonlyMap<CsvField, readonly Column[]>;
  width: number;
};

/**
 * Opens one CSV of accounts with their roles, or of people, by its mapping. A row counts as a repetition when every grant
 * it gives (or, without any, its account) was given by an earlier row.
 * @param application the application of a file that has no column for it
 */
export async function openSingleCsv(
  file: RawFile,
  mapping: Mapping,
  application: string,
  seen?: Seen,
): Promise<Reading> {
  const csv = await openCsv(file.open(), file.name);
  await csv.rows.return(undefined);
  const plan = planOf(file.name, csv.header, mapping, application);
  const left = plan.columns.filter((c) => c.field === "ignore").map((c) => c.name);
  const notes = left.length ? [`${file.name}: left out by the mapping: ${left.join(", ")}.`] : [];
  return { notes, lines: linesOf(plan, file, seen) };
}

function planOf(file: string, header: readonly string[], mapping: Mapping, application: string): Plan {
  const missing = Object.keys(mapping.columns).filter(
    (name) => !["attribute", "ignore"].includes(mapping.columns[name] ?? "") && !header.includes(name),
  );
  if (missing.length)
    throw new AppError(
      "invalid",
      "mapping",
      `${file} has no column ${missing.map(shown).join(" and no column ")}, which the mapping names; its header is ${header.slice(0, 20).join(", ")}. Map the columns again.`,
    );
  const columns = header.map((name, at) => ({
    name,
    at,
    field: mapping.columns[name] ?? ("attribute" as const),
  }));
  const byField = new Map<CsvField, Column[]>();
  for (const column of columns) byField.set(column.field, [...(byField.get(column.field) ?? []), column]);
  return { file, mapping, application, columns, byField, width: header.length };
}

async function* linesOf(plan: Plan, file: RawFile, seen?: Seen): AsyncGenerator<Line> {
  const csv = await openCsv(file.open(), file.name, seen);
  const given = new Repeats();
  let any = false;
  for await (const { line, cells } of csv.rows) {
    any = true;
    const read = unevenRow(cells, plan.width) ?? rowOf(plan, cells);
    if (typeof read === "string") yield { file: plan.file, line, reject: read };
    else
      yield {
        file: plan.file,
        line,
        records: given.without(read.records),
        ...(read.note ? { note: read.note } : {}),
      };
  }
  if (!any)
    throw new AppError(
      "invalid",
      "no-rows",
      `${plan.file} has a header and no rows, which looks like a failed export. Export it again.`,
    );
}

/**
 * Leaves out what was given before, word for word, and would be found to be a repetition later: a file with a row a grant
 * names its accounts and roles over and over. Remembers a bounded number.
 */
class Repeats {
  readonly #seen = new Set<string>();

  without(records: readonly Staged[]): Staged[] {
    return records.filter((r) => {
      if (r.lead) return true;
      const text = `${r.kind}\0${r.key}\0${r.cells.join("\0")}`;
      if (this.#seen.has(text)) return false;
      if (this.#seen.size < 50_000) this.#seen.add(text);
      return true;
    });
  }
}

/** What one row gives, or why it cannot be read. */
function rowOf(plan: Plan, cells: readonly string[]): { records: Staged[]; note?: string } | string {
  const row: Row = {
    get: (field) => {
      for (const { at } of plan.byField.get(field) ?? []) {
        const value = known(cells[at]);
        if (value !== null) return value;
      }
      return undefined;
    },
    label: (field) => plan.byField.get(field)?.[0]?.name ?? field,
  };
  const extra = Object.fromEntries((plan.byField.get("attribute") ?? []).map((c) => [c.name, cells[c.at]]));
  return plan.mapping.shape === "people" ? personRow(row, extra) : accountRow(plan, cells, row, extra);
}

function personRow(row: Row, extra: Values): { records: Staged[] } | string {
  const holder = holderOf(row, { people: true, account: row.get("account") ?? "" });
  if (!holder) return "Nothing in the row says who the person is. Fill in an ID or an e-mail.";
  const ofAccount = pick(row, ["account", "active", "type", "mfa", "created_at", "last_sign_in_at"]);
  return collect([
    staged("identities", holder.values, { lead: true, extra: { ...extra, ...ofAccount }, row }),
    ...managerOf(holder.values),
  ]);
}

function accountRow(
  plan: Plan,
  cells: readonly string[],
  row: Row,
  extra: Values,
): { records: Staged[]; note?: string } | string {
  const name = row.get("account");
  if (name === undefined)
    return `${row.label("account")} is missing. Fill in which account the row is about.`;
  const several = plan.byField.has("application");
  const application = several ? row.get("application") : plan.application;
  if (application === undefined)
    return `${row.label("application")} is missing. Fill in which application the account is in.`;
  // The same name in two applications is two accounts, and the same role two entitlements.
  const within = (id: string) => (several ? `${application}/${id}` : id);
  const { roles, unclear } = rolesOf(plan, cells);
  const account = within(name);
  const holder = holderOf(row, { people: false, account });
  const oneGrant = plan.mapping.shape === "long" || roles.length === 1;
  const grantValues = oneGrant ? pick(row, grantFields) : {};
  const ofGrant = plan.mapping.shape === "long" ? extra : {};
  const ofAccount = {
    ...(plan.mapping.shape === "long" ? {} : extra),
    ...(oneGrant ? {} : pick(row, grantFields)),
    ...(oneGrant ? {} : pick(row, ["privilege", "description"])),
  };
  return collect(
    [
      staged("applications", { id: application, name: application }, { row }),
      ...(holder ? [staged("identities", holder.values, { row }), ...managerOf(holder.values)] : []),
      staged(
        "accounts",
        {
          ...pick(row, ["status", "type", "mfa", "created_at", "last_sign_in_at"]),
          ...(row.get("active") === undefined ? {} : { status: activeStatus(row.get("active")) }),
          id: account,
          application_id: application,
          identity_id: holder?.values.id,
          login: name,
          email: row.get("email") ?? (name.includes("@") ? name : undefined),
        },
        { lead: roles.length === 0, extra: ofAccount, row },
      ),
      ...roles.flatMap((role) => [
        staged(
          "entitlements",
          {
            id: within(role.name),
            application_id: application,
            name: role.name,
            type: "role",
            privilege: role.privileged
              ? "privileged"
              : oneGrant
                ? privilegeOf(row.get("privilege"))
                : undefined,
            description: oneGrant ? row.get("description") : undefined,
          },
          { row },
        ),
        staged(
          "grants",
          { ...grantValues, account_id: account, entitlement_id: within(role.name) },
          { lead: true, extra: ofGrant, row },
        ),
      ]),
    ],
    unclear.length
      ? `${unclear.map(shown).join(", ")}: unknown whether held; read as not reported.`
      : undefined,
  );
}

const grantFields = [
  "granted_at",
  "granted_by",
  "requested_by",
  "approved_by",
  "request_id",
  "expires_at",
  "last_used_at",
  "uses_90d",
] as const;

function pick(row: Row, fields: readonly CsvField[]): Record<string, string | undefined> {
  return Object.fromEntries(fields.map((f) => [f, row.get(f)]));
}

function activeStatus(text: string | undefined): string | undefined {
  const word = text?.toLowerCase() ?? "";
  if (["true", "yes", "y", "1", "active", "enabled"].includes(word)) return "active";
  if (["false", "no", "n", "0", "inactive", "disabled"].includes(word)) return "inactive";
  return text;
}

function privilegeOf(text: string | undefined): string | undefined {
  const word = text?.toLowerCase() ?? "";
  if (["yes", "true", "1", "high", "admin"].includes(word)) return "privileged";
  if (["no", "false", "0", "low"].includes(word)) return "standard";
  return text;
}

/** A manager named by e-mail exists: the row says so. A row of their own says more, and is preferred. */
function managerOf(holder: Values): (Staged | string)[] {
  const manager = holder.manager_id;
  if (!manager?.includes("@") || isNever(manager)) return [];
  const read = staged("identities", { id: manager, email: manager, derived: "true" }, {});
  return [typeof read === "string" ? read : { ...read, weak: true }];
}

function staged(
  kind: Staged["kind"],
  values: Values,
  { lead = false, extra = {}, row }: { lead?: boolean; extra?: Values; row?: Row },
): Staged | string {
  const read = readRecord(kind, values, extra, (field) => labelOf(kind, field, row));
  return "problem" in read ? read.problem : { ...read, lead };
}

/** The file's own word for one of our columns. */
function labelOf(kind: Staged["kind"], field: string, row: Row | undefined): string {
  if (field === "id" && kind === "accounts") return row?.label("account") ?? field;
  if (field === "entitlement_id" || (field === "id" && kind === "entitlements"))
    return row?.label("role") ?? field;
  if (field === "application_id") return row?.label("application") ?? field;
  if (field === "manager_id") return row?.label("manager") ?? field;
  return row?.label(field as CsvField) ?? field;
}

function collect(
  records: readonly (Staged | string)[],
  note?: string,
): { records: Staged[]; note?: string } | string {
  const problem = records.find((r) => typeof r === "string");
  if (problem !== undefined) return problem;
  return { records: records.filter((r) => typeof r !== "string"), ...(note ? { note } : {}) };
}
