/**
 * The records a snapshot is made of: the files and columns of the import folder, and the tables they go to. Readers of
 * other formats make the same records. One list drives reading, checking and storing.
 */

/** How a column's text is understood; each reading is in `cells.ts`. */
export type FieldType = "id" | "text" | "day" | "instant" | "count" | "flag" | "choice" | "ids";

export type Field = {
  /** The column's name in the file and in the table. */
  name: string;
  type: FieldType;
  required?: true;
  /** The allowed words of a `choice`. */
  choices?: readonly string[];
  /** What an unknown cell is stored as where the table allows no null. */
  otherwise?: string;
  /**
   * "Never" is a value, neither a date nor unknown: kept in the boolean column named here, or, with `attribute`, as an
   * attribute under the column's own name. Without either it is not a date.
   */
  never?: { column: string } | "attribute";
  /** Set by readers, never read from a file's column. */
  internal?: true;
};

export type Kind = {
  name: KindName;
  table: string;
  fields: readonly Field[];
  /** The fields whose values tell one record from another. */
  key: readonly string[];
  /** Fields that must name a stored record of another kind, where they hold something. */
  refs: readonly {
    field: string;
    kind: KindName;
    /** A source that holds none of that kind itself names another source's: a directory's roles do. */
    elsewhere?: true;
  }[];
  /** Kinds without which a folder's file of this kind cannot be understood. */
  needs: readonly KindName[];
  /** Whether columns that are not ours are kept as attributes. */
  attributes: boolean;
  /** Whether a file of this kind with no rows is more likely a failed export than a fact. */
  neverEmpty: boolean;
  /** Whether an unread row of this kind could hide access: such a snapshot cannot show that access is gone. */
  showsAccess: boolean;
};

export const kindNames = [
  "identities",
  "applications",
  "accounts",
  "entitlements",
  "roles",
  "role_entitlements",
  "identity_roles",
  "grants",
  "credentials",
  "sod_rules",
  "requests",
] as const;
export type KindName = (typeof kindNames)[number];

export const identityKinds = ["human", "service", "workload", "ai_agent", "unknown"] as const;
export const privileges = ["standard", "privileged"] as const;

const id = (name: string): Field => ({ name, type: "id" });
const must = (name: string): Field => ({ name, type: "id", required: true });
const text = (name: string): Field => ({ name, type: "text" });
const day = (name: string, never?: "attribute"): Field => ({
  name,
  type: "day",
  ...(never ? { never } : {}),
});
const instant = (name: string, never?: Field["never"]): Field => ({
  name,
  type: "instant",
  ...(never ? { never } : {}),
});

type Given = Pick<Kind, "table" | "fields" | "key"> & Partial<Omit<Kind, "name">>;

function kind(name: KindName, given: Given): Kind {
  return {
    name,
    refs: [],
    needs: [],
    attributes: false,
    neverEmpty: false,
    showsAccess: false,
    ...given,
  };
}

/** In the order in which they are settled: what is referred to comes first. */
export const kinds: Readonly<Record<KindName, Kind>> = {
  identities: kind("identities", {
    table: "snap_identity",
    key: ["id"],
    attributes: true,
    neverEmpty: true,
    fields: [
      must("id"),
      { name: "kind", type: "choice", choices: identityKinds, otherwise: "unknown" },
      text("name"),
      id("email"),
      id("manager_id"),
      id("owner_id"),
      id("backup_owner_id"),
      text("department"),
      text("title"),
      text("cost_center"),
      text("location"),
      text("employment_status"),
      day("start_date"),
      day("end_date", "attribute"),
      text("previous_department"),
      day("moved_at", "attribute"),
      text("purpose"),
      { name: "derived", type: "flag", otherwise: "false", internal: true },
    ],
  }),
  applications: kind("applications", {
    table: "snap_application",
    key: ["id"],
    attributes: true,
    neverEmpty: true,
    showsAccess: true,
    fields: [must("id"), text("name"), text("type"), id("owner_id"), text("criticality"), text("data_class")],
  }),
  accounts: kind("accounts", {
    table: "snap_account",
    key: ["id"],
    refs: [{ field: "application_id", kind: "applications" }],
    needs: ["applications"],
    attributes: true,
    neverEmpty: true,
    showsAccess: true,
    fields: [
      must("id"),
      must("application_id"),
      id("identity_id"),
      text("login"),
      id("email"),
      text("status"),
      text("type"),
      { name: "mfa", type: "flag" },
      instant("created_at"),
      instant("last_sign_in_at", { column: "last_sign_in_never" }),
    ],
  }),
  entitlements: kind("entitlements", {
    table: "snap_entitlement",
    key: ["id"],
    refs: [{ field: "application_id", kind: "applications" }],
    needs: ["applications"],
    attributes: true,
    neverEmpty: true,
    showsAccess: true,
    fields: [
      must("id"),
      must("application_id"),
      text("name"),
      text("description"),
      text("type"),
      { name: "privilege", type: "choice", choices: privileges },
      id("owner_id"),
      text("data_class"),
    ],
  }),
  roles: kind("roles", { table: "snap_role", key: ["id"], fields: [must("id"), text("name")] }),
  role_entitlements: kind("role_entitlements", {
    table: "snap_role_entitlement",
    key: ["role_id", "entitlement_id"],
    refs: [
      { field: "role_id", kind: "roles" },
      { field: "entitlement_id", kind: "entitlements", elsewhere: true },
    ],
    needs: ["roles"],
    fields: [must("role_id"), must("entitlement_id")],
  }),
  identity_roles: kind("identity_roles", {
    table: "snap_identity_role",
    key: ["identity_id", "role_id"],
    refs: [
      { field: "identity_id", kind: "identities" },
      { field: "role_id", kind: "roles" },
    ],
    needs: ["identities", "roles"],
    fields: [must("identity_id"), must("role_id")],
  }),
  grants: kind("grants", {
    table: "snap_grant",
    key: ["account_id", "entitlement_id", "via"],
    refs: [
      { field: "account_id", kind: "accounts" },
      { field: "entitlement_id", kind: "entitlements" },
    ],
    needs: ["accounts", "entitlements"],
    attributes: true,
    neverEmpty: true,
    showsAccess: true,
    fields: [
      must("account_id"),
      must("entitlement_id"),
      { name: "via", type: "id", otherwise: "" },
      instant("granted_at"),
      text("granted_by"),
      text("requested_by"),
      text("approved_by"),
      id("request_id"),
      instant("expires_at", "attribute"),
      instant("last_used_at", { column: "last_used_never" }),
      { name: "uses_90d", type: "count" },
    ],
  }),
  credentials: kind("credentials", {
    table: "snap_credential",
    key: ["id"],
    refs: [{ field: "account_id", kind: "accounts" }],
    attributes: true,
    showsAccess: true,
    fields: [
      must("id"),
      id("identity_id"),
      id("account_id"),
      text("kind"),
      instant("created_at"),
      instant("expires_at", "attribute"),
      instant("rotated_at", "attribute"),
      instant("last_used_at", { column: "last_used_never" }),
      text("scopes"),
    ],
  }),
  sod_rules: kind("sod_rules", {
    table: "snap_sod_rule",
    key: ["id"],
    fields: [
      must("id"),
      { name: "name", type: "text", required: true },
      { name: "left", type: "ids", required: true },
      { name: "right", type: "ids", required: true },
      text("reason"),
    ],
  }),
  requests: kind("requests", {
    table: "snap_request",
    key: ["id"],
    fields: [must("id"), text("requested_by"), text("approved_by"), instant("requested_at"), text("text")],
  }),
};

/** The kind a file of the import folder holds, by its name; undefined for a file that is not ours. */
export function kindOfFile(name: string): KindName | undefined {
  const base = name.toLowerCase();
  return kindNames.find((kind) => base === `${kind}.csv`);
}

const sqlTypes: Record<FieldType, string> = {
  id: "text",
  text: "text",
  choice: "text",
  day: "date",
  instant: "timestamptz",
  count: "integer",
  flag: "boolean",
  ids: "text[]",
};

/** The kind's table columns after `snapshot_id`, in the order of a record's cells, with their SQL types. */
export function columnsOf(kind: Kind): { name: string; type: string }[] {
  const columns = kind.fields.flatMap((f) => [
    { name: f.name, type: sqlTypes[f.type] },
    ...(typeof f.never === "object" ? [{ name: f.never.column, type: "boolean" }] : []),
  ]);
  return kind.attributes ? [...columns, { name: "attributes", type: "jsonb" }] : columns;
}
