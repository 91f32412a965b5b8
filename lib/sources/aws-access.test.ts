import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { awsAccess, awsActionsAccess, levelsOf, riskOf } from "./aws-access";
import { permissionActions, policyOf } from "./aws-policy";
import { levels, together } from "./policy-access";

const allow = (...Action: string[]) =>
  awsAccess(policyOf({ Statement: [{ Effect: "Allow", Action, Resource: "*" }] }) ?? { Statement: [] });

describe("the level of an action", () => {
  test.each([
    ["s3", "GetObject", "read"],
    ["s3", "ListBucket", "read"],
    ["ec2", "DescribeInstances", "read"],
    ["dynamodb", "BatchGetItem", "read"],
    ["dynamodb", "BatchWriteItem", "write"],
    ["s3", "PutObject", "write"],
    ["ec2", "TerminateInstances", "write"],
    ["lambda", "InvokeFunction", "write"],
    ["acm", "IssueCertificate", "write"],
    ["ssm", "sendCommand", "write"],
    ["autoscaling", "PutScalingPolicy", "write"],
    ["madeup", "Frobnicate", "write"],
    ["iam", "PassRole", "permissions"],
    ["iam", "PutRolePolicy", "permissions"],
    ["iam", "CreateUser", "permissions"],
    ["iam", "GetRole", "read"],
    ["iam", "GenerateCredentialReport", "read"],
    ["kms", "GenerateDataKey", "write"],
    ["sts", "AssumeRole", "permissions"],
    ["s3", "PutBucketPolicy", "permissions"],
    ["lambda", "AddPermission", "permissions"],
    ["s3", "GetBucketPolicy", "read"],
  ])("%s:%s is %s", (service, name, level) => expect(levelsOf(service, name)).toEqual([level]));

  test.each([
    ["s3", "Get*", "read"],
    ["s3", "Put*", "permissions write"],
    ["ec2", "D*", "write read"],
    ["s3", "*", "permissions write read"],
    ["iam", "*", "permissions read"],
    ["iam", "Get*", "read"],
    ["ec2", "Describe?nstances", "read"],
    ["s3", "*Object", "write read"],
  ])("%s:%s reaches %s", (service, name, all) => expect(levelsOf(service, name).join(" ")).toBe(all));
});

const service = fc.constantFrom("s3", "ec2", "iam", "kms", "madeup");
const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,12}$/u);

describe("never understated", () => {
  test("a wildcard reaches at least what each action behind it is", () =>
    fc.assert(
      fc.property(service, name, fc.nat({ max: 12 }), (s, n, at) => {
        const pattern = `${n.slice(0, at)}*`;
        const reached = levelsOf(s, pattern);
        for (const level of levelsOf(s, n)) {
          // What is only known by a word later in the name is not seen in its beginning: it is write then, not read.
          const seen = reached.includes(level) || (level === "permissions" && reached.includes("write"));
          expect(seen, `${s}:${pattern} against ${level} of ${n}`).toBe(true);
        }
      }),
      { numRuns: 400 },
    ));

  test("every action that AWS lists as managing permissions does, also behind a wildcard", () => {
    for (const action of permissionActions) {
      const [s = "", n = ""] = action.split(":");
      expect(levelsOf(s, n), action).toContain("permissions");
      expect(levelsOf(s, `${n.slice(0, 4)}*`), action).toContain("permissions");
    }
  });

  test("no action is lost, whatever the order, and adding one only adds", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(service, name), { minLength: 1, maxLength: 20 }), (pairs) => {
        const actions = pairs.map(([s, n]) => `${s}:${n}`);
        const access = allow(...actions);
        expect(allow(...actions.toReversed())).toEqual(access);
        const count = (a: typeof access) => a.groups.reduce((sum, g) => sum + g.actions.length + g.more, 0);
        expect(count(access)).toBe(new Set(actions).size);
        expect(access.groups.map((g) => levels.indexOf(g.level))).toEqual(
          access.groups.map((g) => levels.indexOf(g.level)).toSorted((a, b) => a - b),
        );
      }),
    ));
});

describe("a document", () => {
  test("whole services, everything, and every action but some", () => {
    expect(allow("s3:*", "s3:GetObject")).toMatchObject({ whole: ["s3"], groups: [], everything: false });
    expect(allow("*")).toMatchObject({ everything: true });
    const except = awsAccess(
      policyOf({ Statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } }) ?? { Statement: [] },
    );
    expect(except).toMatchObject({ everything: false, except: ["iam:*"] });
  });

  test("denies give nothing", () => {
    const denied = policyOf({ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] });
    expect(denied && awsAccess(denied)).toMatchObject({ everything: false, whole: [], groups: [] });
  });

  test("the riskiest are named, worst first, as the document writes them", () => {
    expect(
      allow("s3:GetObject", "kms:Decrypt", "iam:PassRole", "iam:Put*", "ec2:RunInstances").riskiest,
    ).toEqual(["iam:Put*", "iam:PassRole", "kms:Decrypt"]);
  });

  test("what is not an action of this grammar is not guessed at", () => {
    expect(awsActionsAccess(["s3:GetObject", "read:charting/*"])).toBeUndefined();
    expect(awsActionsAccess([])).toBeUndefined();
  });

  test("several documents allow what each does", () => {
    const both = together([allow("s3:GetObject", "iam:PassRole"), allow("s3:PutObject", "ec2:*")], riskOf);
    expect(both).toMatchObject({ whole: ["ec2"], riskiest: ["iam:PassRole", "ec2:*", "s3:GetObject"] });
    expect(both?.groups.map((g) => `${g.level} ${g.on}`)).toEqual(["permissions iam", "write s3", "read s3"]);
    expect(together([], riskOf)).toBeUndefined();
  });
});
