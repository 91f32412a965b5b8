import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAwsIam } from "./aws-iam";
import { matches, policyOf, powerOf } from "./aws-policy";
import { trustedBy } from "./aws-trust";
import { columnsOf, kinds } from "./kinds";
import type { Line, Staged } from "./record";

const allow = (Action: string | string[], Resource: string | string[] = "*") => ({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action, Resource },
});
const power = (document: unknown) => {
  const policy = policyOf(document);
  return policy && powerOf(policy);
};

describe("how powerful a policy is", () => {
  it.each([
    ["*", ["*"], "allows every action"],
    ["iam:*", ["iam:*"], "allows every action of iam"],
    ["s3:*", ["s3:*"], "allows every action of s3"],
    [
      "iam:Attach*",
      [],
      "manages permissions: iam:AttachGroupPolicy, iam:AttachRolePolicy, iam:AttachUserPolicy",
    ],
    ["IAM:passrole", [], "manages permissions: iam:PassRole"],
    ["sts:AssumeRole", [], "can take on any role"],
  ])("%s is privileged", (action, wildcards, reason) => {
    expect(power(allow(action))).toEqual({ privilege: "privileged", wildcards, reasons: [reason] });
  });

  it.each([["s3:GetObject"], ["s3:Get*"], ["ec2:Describe*"], ["logs:CreateLogStream"]])(
    "%s is standard",
    (action) => {
      expect(power(allow(action))).toEqual({ privilege: "standard", wildcards: [], reasons: [] });
    },
  );

  it("taking on one named role is standard, and a denial allows nothing", () => {
    expect(power(allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/one"))?.privilege).toBe("standard");
    expect(power({ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] })?.privilege).toBe(
      "standard",
    );
    expect(power({ Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] })?.reasons).toEqual([
      "allows every action except iam:*",
    ]);
  });

  it("I8: is unknown without a document, also behind URL encoding", () => {
    expect(power(undefined)).toBeUndefined();
    expect(power("not json")).toBeUndefined();
    expect(power(encodeURIComponent(JSON.stringify(allow("*"))))?.privilege).toBe("privileged");
  });

  it("patterns match as AWS's do", () => {
    const word = fc.stringMatching(/^[a-z:.]{0,8}$/);
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(matches(`${a}*${c}`, a + b + c)).toBe(true);
        expect(matches(a, a)).toBe(true);
        expect(matches(`${a}?`, a)).toBe(false);
      }),
    );
  });
});

describe("who may take on a role", () => {
  it("is every principal of an allowing statement, once", () => {
    const trust = policyOf({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: ["ec2.amazonaws.com", "ec2.amazonaws.com"] },
          Action: "sts:AssumeRole",
        },
        {
          Effect: "Allow",
          Principal: { AWS: "444455556666" },
          Action: "sts:AssumeRole",
          Condition: { Bool: {} },
        },
        { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
        { Effect: "Deny", Principal: { AWS: "777788889999" }, Action: "sts:AssumeRole" },
      ],
    });
    expect(trustedBy(trust)).toEqual([
      { id: "ec2.amazonaws.com", name: "ec2.amazonaws.com", type: "AWS service", condition: undefined },
      {
        id: "arn:aws:iam::444455556666:root",
        name: "AWS account 444455556666",
        type: "AWS account",
        condition: { Bool: {} },
      },
      { id: "*", name: "Anyone in any AWS account", type: "anyone", condition: undefined },
    ]);
  });
});

const arn = (rest: string) => `arn:aws:iam::111122223333:${rest}`;
const account = {
  UserDetailList: [
    {
      UserName: "mia",
      Arn: arn("user/mia"),
      CreateDate: "2023-03-09 10:41:45+00:00",
      GroupList: ["readers", "ghosts"],
      AttachedManagedPolicies: [{ PolicyName: "Gone", PolicyArn: arn("policy/Gone") }],
      UserPolicyList: [{ PolicyName: "own", PolicyDocument: allow("*") }],
    },
    { UserName: "broken" },
  ],
  GroupDetailList: [
    {
      GroupName: "readers",
      Arn: arn("group/readers"),
      AttachedManagedPolicies: [{ PolicyName: "Read", PolicyArn: arn("policy/Read") }],
      GroupPolicyList: [],
    },
  ],
  RoleDetailList: [
    {
      RoleName: "deploy",
      Arn: arn("role/deploy"),
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: "Allow", Principal: { AWS: arn("user/mia"), Service: "ec2.amazonaws.com" } }],
      },
      AttachedManagedPolicies: [{ PolicyName: "Read", PolicyArn: arn("policy/Read") }],
      RolePolicyList: [],
      RoleLastUsed: {},
    },
  ],
  Policies: [
    {
      PolicyName: "Read",
      Arn: arn("policy/Read"),
      DefaultVersionId: "v2",
      PolicyVersionList: [
        { Document: allow("*"), VersionId: "v1", IsDefaultVersion: false },
        { Document: allow("s3:GetObject"), VersionId: "v2", IsDefaultVersion: true },
      ],
    },
  ],
  IsTruncated: false,
};

async function linesOf(value: unknown): Promise<Line[]> {
  const text = JSON.stringify(value);
  const { lines } = await openAwsIam({
    name: "gaad.json",
    bytes: text.length,
    open: () => [Buffer.from(text)],
  });
  return Array.fromAsync(lines);
}

async function read(kind: Staged["kind"]) {
  const columns = columnsOf(kinds[kind]);
  return (await linesOf(account))
    .flatMap((l) => ("reject" in l ? [] : l.records))
    .filter((r) => r.kind === kind)
    .map((r) =>
      Object.fromEntries(columns.flatMap((c, i) => (r.cells[i] == null ? [] : [[c.name, r.cells[i]]]))),
    );
}

describe("an AWS account", () => {
  it("gives a principal's policies and groups, and what a group carries as derived grants", async () => {
    expect(
      (await read("grants")).map((g) => `${g.account_id} → ${g.entitlement_id} ${g.via}`.trim()),
    ).toEqual([
      `${arn("user/mia")} → ${arn("policy/Gone")}`,
      `${arn("user/mia")} → ${arn("user/mia")}/inline/own`,
      `${arn("user/mia")} → ${arn("group/readers")}`,
      `${arn("user/mia")} → ${arn("policy/Read")} ${arn("group/readers")}`,
      `${arn("user/mia")} → ${arn("group/ghosts")}`,
      `${arn("role/deploy")} → ${arn("policy/Read")}`,
      `${arn("user/mia")} → assume:${arn("role/deploy")}`,
      `ec2.amazonaws.com → assume:${arn("role/deploy")}`,
    ]);
  });

  it("I8: users are of unknown kind, and what has no document is of unknown privilege", async () => {
    expect((await read("identities")).map((i) => `${i.name} ${i.kind}`)).toEqual([
      "mia unknown",
      "deploy workload",
    ]);
    expect((await read("entitlements")).map((e) => `${e.name}: ${e.privilege ?? "unknown"}`)).toEqual([
      "Gone: unknown",
      "own: privileged",
      "ghosts: unknown",
      "readers: standard",
      "Assume role deploy: standard",
      "Read: standard",
    ]);
    expect(
      (await read("accounts")).map((a) => [a.login, a.type, a.last_sign_in_at, a.last_sign_in_never]),
    ).toEqual([
      ["mia", "IAM user", undefined, "false"],
      ["deploy", "IAM role", undefined, "false"],
      ["ec2.amazonaws.com", "AWS service", undefined, "false"],
    ]);
  });

  it("keeps policy documents as they are", async () => {
    const policy = (await read("entitlements")).find((e) => e.name === "Read");
    expect(JSON.parse(policy?.attributes ?? "{}")).toEqual({
      policy: allow("s3:GetObject"),
      policy_version: "v2",
    });
  });

  it("I8: says of a group without a policy that it has none", async () => {
    const [line] = await linesOf({ GroupDetailList: [{ GroupName: "empty", Arn: arn("group/empty") }] });
    const group = line && "records" in line ? line.records.find((r) => r.kind === "entitlements") : undefined;
    expect(group?.cells.join(" ")).toContain('"policies":"none"');
  });

  it("rejects an entry it cannot read, by list and place", async () => {
    expect((await linesOf(account)).filter((l) => "reject" in l)).toEqual([
      { file: "UserDetailList", line: 2, reject: expect.stringMatching(/^This user cannot be read: Arn /) },
    ]);
  });
});
