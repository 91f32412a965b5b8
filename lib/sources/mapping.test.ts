import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvField, csvFieldNames, mapping, words } from "./mapping";
import { suggestMapping } from "./suggest";

/** The columns it takes for one of our fields, by field. */
function recognised(header: string, sample: readonly (readonly string[])[] = []) {
  const found = suggestMapping(header.split(","), sample);
  const columns = Object.entries(found.columns).filter(([, f]) => f !== "attribute");
  return { shape: found.shape, separator: found.separator, columns: Object.fromEntries(columns) };
}

describe("the header of", () => {
  it.each<[string, string, string, Record<string, CsvField>]>([
    [
      "Vanta",
      "Account name,Account owner,Role,Status",
      "wide",
      { "Account name": "account", "Account owner": "owner", Role: "role", Status: "status" },
    ],
    [
      "SecureSlate",
      "Account name,Account owner,Role,MFA Status,Status",
      "wide",
      {
        "Account name": "account",
        "Account owner": "owner",
        Role: "role",
        "MFA Status": "mfa",
        Status: "status",
      },
    ],
    ["Scytale", "username,roles", "wide", { username: "account", roles: "role" }],
    [
      "Zilla's application",
      "Account ID,Permissions,First Name,Last Name,Email Address,Account Status,Last Login",
      "wide",
      {
        "Account ID": "account",
        Permissions: "role",
        "First Name": "first_name",
        "Last Name": "last_name",
        "Email Address": "email",
        "Account Status": "status",
        "Last Login": "last_sign_in_at",
      },
    ],
    [
      "Zilla's directory",
      "First Name,Last Name,Email Address,Title,Department,Manager Email,User Status",
      "people",
      {
        "First Name": "first_name",
        "Last Name": "last_name",
        "Email Address": "email",
        Title: "title",
        Department: "department",
        "Manager Email": "manager",
        "User Status": "status",
      },
    ],
    [
      "Probo",
      "email,full_name,role,job_title,is_admin,active,external_id",
      "wide",
      {
        email: "account",
        full_name: "name",
        role: "role",
        job_title: "title",
        is_admin: "holds_privileged",
        active: "active",
      },
    ],
    [
      "Entra",
      "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled",
      "people",
      {
        userPrincipalName: "account",
        displayName: "name",
        surname: "last_name",
        mail: "email",
        givenName: "first_name",
        userType: "type",
        jobTitle: "title",
        department: "department",
        accountEnabled: "active",
      },
    ],
    [
      "Google Workspace",
      "First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Last Sign In [READ ONLY],Employee ID,Employee Title,Manager Email,Department,Cost Center,2sv Enrolled [READ ONLY]",
      "people",
      {
        "First Name [Required]": "first_name",
        "Last Name [Required]": "last_name",
        "Email Address [Required]": "email",
        "Status [READ ONLY]": "status",
        "Last Sign In [READ ONLY]": "last_sign_in_at",
        "Employee ID": "identity",
        "Employee Title": "title",
        "Manager Email": "manager",
        Department: "department",
        "Cost Center": "cost_center",
        "2sv Enrolled [READ ONLY]": "mfa",
      },
    ],
    [
      "a long list",
      "username,entitlement,application,manager,status,last_used,risk_score",
      "long",
      {
        username: "account",
        entitlement: "role",
        application: "application",
        manager: "manager",
        status: "status",
        last_used: "last_used_at",
      },
    ],
  ])("%s is recognised", (_, header, shape, columns) => {
    expect(recognised(header)).toMatchObject({ shape, columns });
    expect(mapping.safeParse(suggestMapping(header.split(","))).success).toBe(true);
  });
});

describe("the first rows", () => {
  it("tell a file with a row for each grant: accounts come again", () => {
    const rows = [
      ["ana", "Admin"],
      ["ana", "Reader"],
    ];
    expect(recognised("username,role", rows).shape).toBe("long");
    expect(recognised("username,role", rows.slice(0, 1)).shape).toBe("wide");
  });

  it("tell what stands between roles", () => {
    expect(recognised("username,roles", [["ana", "Admin; Reader, all"]]).separator).toBe(";");
    expect(recognised("username,roles", [["ana", "Admin|Reader"]]).separator).toBe("|");
    expect(recognised("username,roles", [["ana", "Admin,Reader"]]).separator).toBe(",");
    expect(recognised("username,memberOf", [["ana", "CN=Admins,OU=Groups"]]).separator).toBe(";");
  });

  it("tell a matrix: columns of yes, x and nothing", () => {
    const found = recognised("user,Payroll,Ledger,Remark", [
      ["ana", "x", "", "first"],
      ["bo", "", "yes", "1"],
    ]);
    expect(found).toMatchObject({
      shape: "matrix",
      columns: { user: "account", Payroll: "holds", Ledger: "holds" },
    });
    expect(found.columns).not.toHaveProperty("Remark");
  });
});

describe("a mapping", () => {
  it("of any header keeps every column, and each field that only one column can be goes to one", () => {
    const header = fc.uniqueArray(
      fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), fc.constantFrom(...known)),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(header, (names) => {
        const { columns } = suggestMapping(names);
        expect(Object.keys(columns).sort()).toEqual([...names].sort());
        const once = Object.values(columns).filter(
          (f) => !["attribute", "ignore", "role", "holds", "holds_privileged"].includes(f),
        );
        expect(new Set(once).size).toBe(once.length);
      }),
    );
  });

  it.each<[string, Partial<Record<string, CsvField>>, string, string]>([
    ["without an account", { a: "role" }, "wide", 'No column is set as "Account name or ID".'],
    [
      "of two accounts",
      { a: "account", b: "account" },
      "wide",
      'Two columns are set as "Account name or ID".',
    ],
    [
      "of a long file without a role",
      { a: "account" },
      "long",
      'No column is set as "Role, group or permission".',
    ],
    ["of a matrix without an entitlement", { a: "account" }, "matrix", "No column is set as an entitlement."],
    ["of people without anybody", { a: "title" }, "people", "No column says who a person is."],
  ])("%s is refused", (_, columns, shape, sentence) => {
    const read = mapping.safeParse({ shape, columns });
    expect(read.error?.issues[0]?.message).toContain(sentence);
  });

  it("knows every field by a name", () => {
    expect(new Set(csvFieldNames).size).toBe(csvFieldNames.length);
  });
});

const known = [
  "username",
  "role",
  "Role",
  "email",
  "E-mail",
  "status",
  "Account status",
  "manager",
  "is_admin",
  "team",
];

it("headers are compared without brackets, case and punctuation", () => {
  expect(["Last Sign In [READ ONLY]", "lastSignIn", "last_sign_in", "LAST-SIGN-IN (UTC)"].map(words)).toEqual(
    Array(4).fill("last sign in"),
  );
});
