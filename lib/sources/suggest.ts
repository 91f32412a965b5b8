import { known } from "./cells";
import { type CsvField, type Mapping, type Shape, separators, words } from "./mapping";

/**
 * What other systems call our fields, in the words of `words()`, best first: Vanta, SecureSlate, Drata, Scytale,
 * Secureframe, Lumos, Zilla, Probo, Okta, Entra, Google Workspace, midPoint.
 */
const aliases: readonly (readonly [CsvField, readonly string[]])[] = [
  [
    "account",
    ["account name", "account id", "account", "username", "user name", "login", "user principal name"],
  ],
  ["role", ["role", "roles", "entitlement", "entitlements", "permission", "permissions", "group", "groups"]],
  [
    "role",
    ["member of", "memberof", "access", "access level", "permission set", "permission sets", "team", "teams"],
  ],
  [
    "holds_privileged",
    ["is admin", "admin", "is super admin", "super admin", "is administrator", "is owner"],
  ],
  [
    "application",
    ["application", "application name", "app", "app name", "system", "resource", "resource name"],
  ],
  ["owner", ["account owner", "owner", "assigned to", "holder"]],
  [
    "identity",
    ["employee id", "employee number", "emp no", "empno", "empnum", "person id", "worker id", "identity id"],
  ],
  ["email", ["email", "email address", "e mail", "mail", "user email", "primary email", "work email"]],
  ["name", ["full name", "display name", "name", "user full name"]],
  ["first_name", ["first name", "given name", "firstname", "givenname"]],
  ["last_name", ["last name", "surname", "family name", "lastname"]],
  ["kind", ["kind", "identity type", "identity kind", "holder kind"]],
  ["status", ["account status", "status", "user status", "state"]],
  ["active", ["active", "active account status", "account enabled", "enabled", "is active"]],
  ["type", ["account type", "user type", "type", "employee type"]],
  [
    "mfa",
    ["mfa", "mfa status", "mfa active", "mfa enabled", "2fa", "two factor", "2sv enrolled", "2 sv enrolled"],
  ],
  [
    "created_at",
    ["date created", "created at", "created", "creation date", "create date", "user creation time"],
  ],
  ["last_sign_in_at", ["last sign in", "last login", "last sign in at", "last login at", "last login date"]],
  ["last_sign_in_at", ["last logged in", "last active", "last activity", "last seen", "password last used"]],
  ["description", ["role description", "entitlement description", "permission description"]],
  ["privilege", ["privilege", "privileged", "is privileged", "privilege level"]],
  ["granted_at", ["granted at", "granted", "date granted", "granted on", "assigned at", "assignment date"]],
  ["granted_by", ["granted by", "assigned by", "added by"]],
  ["requested_by", ["requested by", "requester"]],
  ["approved_by", ["approved by", "approver"]],
  ["request_id", ["request id", "request", "ticket", "ticket id"]],
  ["expires_at", ["expires at", "expires", "expiry date", "expiration date", "valid until"]],
  ["last_used_at", ["last used", "last used at", "last used date"]],
  ["uses_90d", ["uses 90d", "uses in 90 days", "uses last 90 days"]],
  ["manager", ["manager email", "manager id", "manager", "managerof"]],
  ["department", ["department", "dept"]],
  ["title", ["job title", "title", "employee title", "position"]],
  ["cost_center", ["cost center", "cost centre"]],
  ["location", ["location", "office", "locality", "building id"]],
  ["employment_status", ["employment status"]],
  ["start_date", ["start date", "hire date"]],
  ["end_date", ["end date", "termination date", "contract end"]],
];

/** What names the account where no column is meant for it, best first. */
const lastResort = ["unique id", "user", "user id", "id", "email", "email address", "mail", "e mail"];
/** Role columns whose name says that a row is one grant. */
const singular = new Set(["entitlement", "permission", "access", "access level", "permission set"]);
const marks = new Set(["yes", "no", "y", "n", "x", "✓", "✔", "1", "0", "true", "false", "-", "–"]);

/**
 * How a CSV with this header was probably meant. Nothing is decided by it: the mapping page shows it and the preview.
 * @param sample the first rows, which tell a wide file from a long one and find a matrix's columns
 */
export function suggestMapping(
  header: readonly string[],
  sample: readonly (readonly string[])[] = [],
): Mapping {
  const names = header.map(words);
  const fields = new Map<number, CsvField>();
  const taken = new Set<CsvField>();
  for (const [field, alternatives] of aliases) {
    if (taken.has(field) && field !== "role") continue;
    for (const alternative of alternatives) {
      const at = names.findIndex((n, i) => n === alternative && !fields.has(i));
      if (at < 0) continue;
      fields.set(at, field);
      taken.add(field);
      if (field !== "holds_privileged" && field !== "role") break;
    }
  }
  const matrix = taken.has("role") ? [] : matrixColumns(header, fields, sample);
  for (const at of matrix) fields.set(at, "holds");
  const access = taken.has("role") || matrix.length > 0 || taken.has("holds_privileged");
  const people =
    !access && ["title", "department", "manager", "last_name"].some((f) => taken.has(f as CsvField));
  if (!taken.has("account") && !(people && (taken.has("email") || taken.has("identity")))) {
    const at = lastResort.map((n) => names.indexOf(n)).find((i) => i >= 0);
    if (at !== undefined) fields.set(at, "account");
  }
  const shape = people
    ? "people"
    : taken.has("role")
      ? rolesShape(names, fields, sample)
      : matrix.length
        ? "matrix"
        : "wide";
  return {
    shape,
    separator: separatorOf(fields, sample),
    columns: Object.fromEntries(header.map((name, at) => [name, fields.get(at) ?? "attribute"])),
  };
}

const cellsOf = (fields: Map<number, CsvField>, field: CsvField, sample: readonly (readonly string[])[]) =>
  [...fields].filter(([, f]) => f === field).flatMap(([at]) => sample.map((row) => row[at] ?? ""));

function rolesShape(
  names: string[],
  fields: Map<number, CsvField>,
  sample: readonly (readonly string[])[],
): Shape {
  const accounts = cellsOf(fields, "account", sample);
  if (new Set(accounts).size < accounts.length) return "long";
  const several = cellsOf(fields, "role", sample).some((cell) => /[,;|]/.test(cell));
  const columns = [...fields].filter(([, f]) => f === "role").map(([at]) => names[at] ?? "");
  return !several && columns.some((name) => singular.has(name)) ? "long" : "wide";
}

function separatorOf(
  fields: Map<number, CsvField>,
  sample: readonly (readonly string[])[],
): Mapping["separator"] {
  const cells = cellsOf(fields, "role", sample);
  const found = [...separators].reverse().find((s) => cells.some((cell) => cell.includes(s)));
  // A distinguished name has commas of its own.
  if (found === "," && cells.some((cell) => /\bcn=/i.test(cell))) return ";";
  return found ?? ",";
}

function matrixColumns(
  header: readonly string[],
  fields: Map<number, CsvField>,
  sample: readonly (readonly string[])[],
) {
  const found = header.flatMap((_, at) => {
    if (fields.has(at)) return [];
    const cells = sample.map((row) => known(row[at])?.toLowerCase()).filter((c) => c !== undefined);
    return cells.length > 0 && cells.every((c) => marks.has(c)) ? [at] : [];
  });
  return found.length > 1 ? found : [];
}
