import { z } from "zod";

/** How one CSV of accounts is understood: which column is which of our fields. Browser-safe. */

/** The fields a column of a single CSV can be, with the words the mapping page uses. */
export const csvFields = {
  account: "Account name or ID",
  role: "Role, group or permission",
  holds: "One entitlement, yes or no",
  holds_privileged: "One privileged entitlement, yes or no",
  application: "Application",
  owner: "Account owner",
  identity: "Holder's ID in the directory",
  email: "E-mail",
  name: "Full name",
  first_name: "First name",
  last_name: "Last name",
  kind: "Kind of holder (human, service, …)",
  status: "Account status",
  active: "Active, yes or no",
  type: "Account type",
  mfa: "Second factor, yes or no",
  created_at: "Account created",
  last_sign_in_at: "Last sign-in",
  description: "What the role does",
  privilege: "Privilege (standard or privileged)",
  granted_at: "Granted",
  granted_by: "Granted by",
  requested_by: "Requested by",
  approved_by: "Approved by",
  request_id: "Request or ticket",
  expires_at: "Access expires",
  last_used_at: "Access last used",
  uses_90d: "Uses in 90 days",
  manager: "Manager's ID or e-mail",
  department: "Department",
  title: "Job title",
  cost_center: "Cost centre",
  location: "Location",
  employment_status: "Employment status",
  start_date: "Start date",
  end_date: "End date",
  attribute: "Keep as it is",
  ignore: "Leave out",
} as const;

export type CsvField = keyof typeof csvFields;
export const csvFieldNames = Object.keys(csvFields) as [CsvField, ...CsvField[]];

/** wide: a row an account, its roles in one cell · long: a row a grant · matrix: a column an entitlement · people: no access. */
export const shapes = ["wide", "long", "matrix", "people"] as const;
export type Shape = (typeof shapes)[number];
export const separators = [",", ";", "|"] as const;

/** Fields that several columns may be. */
const repeatable: readonly CsvField[] = ["role", "holds", "holds_privileged", "attribute", "ignore"];

export const mapping = z
  .strictObject({
    shape: z.enum(shapes),
    /** Between the roles of one cell, in a wide file. */
    separator: z.enum(separators).default(","),
    /** The one application of a file that has no column for it; the source's name if left out. */
    application: z.string().trim().min(1).max(200).optional(),
    /** Header → field. A column that is not named is kept as it is. */
    columns: z.record(z.string(), z.enum(csvFieldNames)),
  })
  .superRefine((m, ctx) => {
    const wrong = (message: string) => ctx.addIssue({ code: "custom", path: ["columns"], message });
    const used = Object.values(m.columns);
    const twice = used.find((f, i) => !repeatable.includes(f) && used.indexOf(f) !== i);
    if (twice) wrong(`Two columns are set as "${csvFields[twice]}". Choose one of them.`);
    if (m.shape === "people") {
      if (!used.some((f) => ["identity", "email", "account"].includes(f)))
        wrong("No column says who a person is. Set one as the holder's ID, the e-mail or the account.");
    } else if (!used.includes("account"))
      wrong(`No column is set as "${csvFields.account}". Choose the one that names the account.`);
    if (m.shape === "long" && !used.includes("role"))
      wrong(`No column is set as "${csvFields.role}". In a file with a row for each grant one must be.`);
    if (m.shape === "matrix" && !used.some((f) => f === "holds" || f === "holds_privileged"))
      wrong(
        "No column is set as an entitlement. In a file with a column for each entitlement at least one must be.",
      );
  });
export type Mapping = z.output<typeof mapping>;

/** A header as other systems write it, in comparable words: no brackets, no case, no punctuation. */
export function words(header: string): string {
  return header
    .replace(/\[[^\]]*\]|\([^)]*\)/g, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
