import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { policyAccessOf } from "./policy";
import { derivedWords } from "./policy-words";
import { wordsSchema } from "./schema";

const words = (attributes: unknown) => derivedWords({ type: null, name: "p", attributes });
const aws = (...Action: string[]) => ({
  policy: { Statement: [{ Effect: "Allow", Action, Resource: "*" }] },
});
const phrase = (attributes: unknown) => words(attributes)?.phrase;

describe("a policy in words", () => {
  test.each([
    [
      ["s3:*", "iam:PutRolePolicy", "ec2:DescribeInstances", "ec2:DescribeImages"],
      "can change anything in S3 storage (s3:*), write policies of roles (iam:PutRolePolicy) and look at EC2 servers",
    ],
    [["*"], "can do anything in the whole account (*)"],
    [["iam:*"], "can manage all users, roles and permissions (iam:*)"],
    [["iam:PassRole"], "can hand roles to services (iam:PassRole)"],
    [["s3:Get*", "s3:List*"], "can look at S3 storage"],
    [["lambda:CreateFunction"], "can create functions in Lambda (lambda:CreateFunction)"],
    [
      ["ssm:SendCommand", "ec2:DescribeInstances"],
      "can run commands on servers (ssm:SendCommand) and look at EC2 servers (ec2:DescribeInstances)",
    ],
    [["iam:PutRolePolicy", "iam:PassRole", "iam:CreateUser"], "can manage permissions (iam:PutRolePolicy)"],
  ])("%j", (actions, said) => expect(phrase(aws(...actions))).toBe(said));

  test("what is excepted is out of reach only where all of it is", () => {
    const except = (NotAction: string[]) => phrase({ policy: { Statement: { Effect: "Allow", NotAction } } });
    expect(except(["iam:*"])).toBe("can do anything except in users and roles (IAM)");
    expect(except(["iam:Create*"])).toBe("can do anything except single actions in users and roles (IAM)");
  });

  test("Kubernetes rules and verbs", () => {
    expect(phrase({ actions: "get|list|watch" })).toBe("can look at objects");
    expect(phrase({ rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }] })).toBe(
      "can read secrets (get secrets)",
    );
    expect(
      phrase({ policy: JSON.stringify({ rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] }) }),
    ).toBe("can do anything in the whole cluster (*)");
    expect(
      phrase({
        rules: [{ apiGroups: ["rbac"], resources: ["clusterroles"], verbs: ["bind", "escalate", "get"] }],
      }),
    ).toBe("can manage permissions (bind clusterroles) and look at cluster roles (get clusterroles)");
  });

  test("actions of no known cloud keep their own names", () => {
    expect(phrase({ actions: "storage:*" })).toBe("can use every action of storage (storage:*)");
    expect(phrase({ actions: "read:*|write:*" })).toBe("can use every action of read and write");
    // What running is to a pipeline is not known: no word of change.
    expect(phrase({ actions: "pipeline:Run" })).toBe("can use pipeline:Run");
    expect(phrase({ actions: "logs:Get*" })).toBe("can look at logs (logs:Get*)");
    expect(phrase({ actions: "read:charting/*" })).toBeUndefined();
  });

  test("taking on a role is what the role can do", () => {
    expect(
      derivedWords({ type: "assume role", name: "Assume role Deploy", attributes: aws("s3:*") })?.phrase,
    ).toBe("can, as the role Deploy, change anything in S3 storage (s3:*)");
  });

  test("nothing allowed is nothing said", () => {
    expect(words({ policy: { Statement: [{ Effect: "Deny", Action: "*" }] } })).toBeUndefined();
    expect(words({})).toBeUndefined();
    expect(words(null)).toBeUndefined();
  });
});

describe("every policy", () => {
  const action = fc
    .tuple(
      fc.constantFrom("s3", "ec2", "iam", "sts", "kms", "lambda", "ssm", "madeup", "application-autoscaling"),
      fc.oneof(
        fc.constantFrom("*", "Get*", "Put*", "PassRole", "AssumeRole"),
        fc.stringMatching(/^[A-Z][a-z]{1,8}[A-Z][a-z]{1,12}\*?$/u),
      ),
    )
    .map(([s, n]) => `${s}:${n}`);

  test("I14: words fit their place, are a plain line, and name no action that the document does not", () =>
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 40 }), (actions) => {
        const made = words(aws(...actions));
        if (!made) throw new Error("Allowed, and not in words.");
        expect(made.phrase).toMatch(/^can /);
        expect(made.phrase.length).toBeLessThanOrEqual(160);
        expect(made.title.length).toBeLessThanOrEqual(90);
        expect(made.description.length).toBeLessThanOrEqual(200);
        expect(made.description).toMatch(/^Derived from its policy\. /);
        for (const text of Object.values(made)) expect(text).toMatch(/^[^\n<>{}[\]|`\\]+$/u);
        for (const [code] of made.phrase.matchAll(/[a-z0-9-]+:[A-Za-z*?]+/gu))
          expect(actions).toContain(code);
        expect(wordsSchema.shape.title.safeParse(made.title.slice(0, 80)).success).toBe(true);
      }),
      { numRuns: 300 },
    ));

  test("what the AWS reader grouped reads as the document itself", () =>
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 12 }), (actions) => {
        const access = policyAccessOf(aws(...actions));
        expect(words({ access: JSON.parse(JSON.stringify(access)) })).toEqual(words(aws(...actions)));
      }),
    ));

  const fixture = path.resolve(process.cwd(), "../shared/fixtures/aws/cloudsplaining_gaad_example.json");
  test.runIf(existsSync(fixture))("of a real account has words that fit", () => {
    const account = JSON.parse(readFileSync(fixture, "utf8"));
    const said = account.Policies.flatMap(
      (p: { PolicyVersionList: { IsDefaultVersion: boolean; Document: unknown }[] }) =>
        words({ policy: p.PolicyVersionList.find((v) => v.IsDefaultVersion)?.Document }) ?? [],
    );
    expect(said.length).toBeGreaterThan(75);
    for (const { phrase: p, title } of said) {
      expect(p.length).toBeLessThanOrEqual(160);
      expect(title).not.toMatch(/…$|undefined/);
    }
  });
  if (!existsSync(fixture))
    console.info("The AWS account is not beside the repository; its words are not looked at.");
});
