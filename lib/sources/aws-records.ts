import type { z } from "zod";
import { riskOf } from "./aws-access";
import { documentOf, type Power, policyOf } from "./aws-policy";
import {
  type Attached,
  type AwsGroup,
  type AwsList,
  type AwsRole,
  type AwsUser,
  accessOfRaw,
  awsGroup,
  awsPolicy,
  awsRole,
  awsUser,
  defaultVersion,
  type Inline,
  type Overview,
  powerOfRaw,
  together,
} from "./aws-shapes";
import { trustedBy } from "./aws-trust";
import { together as allowedTogether, type PolicyAccess } from "./policy-access";
import { readRecord, type Staged, type Values } from "./record";

/** The records one element gives, or why it cannot be read. */
export type Given = Staged[] | string;

export const recordsOf: Record<AwsList, (value: unknown, overview: Overview) => Given> = {
  UserDetailList: (value, overview) => parsed("user", awsUser, value, (read) => userRecords(read, overview)),
  GroupDetailList: (value, overview) =>
    parsed("group", awsGroup, value, (read) => groupRecords(read, overview)),
  RoleDetailList: (value, overview) => parsed("role", awsRole, value, (read) => roleRecords(read, overview)),
  Policies: (value, overview) => parsed("policy", awsPolicy, value, (read) => policyRecords(read, overview)),
};

function parsed<S extends z.ZodType>(
  what: string,
  schema: S,
  value: unknown,
  build: (read: z.output<S>) => Given,
) {
  const read = schema.safeParse(value);
  if (read.success) return build(read.data);
  const first = read.error.issues[0];
  return `This ${what} cannot be read: ${first?.path.join(".") || "it"} ${first?.message ?? "is not understood"}. Export the account again.`;
}

function userRecords(user: AwsUser, overview: Overview): Given {
  const put = new Records(overview);
  const arn = user.Arn;
  put.add("identities", { id: arn, kind: "unknown", name: user.UserName }, { extra: described(user) });
  put.account(arn, user.UserName, "IAM user", {
    identity_id: arn,
    created_at: user.CreateDate,
    last_sign_in_at: user.PasswordLastUsed,
  });
  put.policies(arn, arn, user.AttachedManagedPolicies, user.UserPolicyList, "");
  for (const name of user.GroupList) {
    const group = overview.groups.get(name);
    const id = group?.Arn ?? `${arn.split(":").slice(0, 5).join(":")}:group/${name}`;
    if (!group) put.entitlement(id, name, "group", undefined, { weak: true });
    put.grant(arn, id);
    if (group) put.policies(arn, group.Arn, group.AttachedManagedPolicies, group.GroupPolicyList, group.Arn);
  }
  return put.done();
}

function groupRecords(group: AwsGroup, overview: Overview): Given {
  const put = new Records(overview);
  const power = powerOfAll(group.AttachedManagedPolicies, group.GroupPolicyList, overview);
  const policies = namesOf(group.AttachedManagedPolicies, group.GroupPolicyList);
  const access = accessOfAll(group.AttachedManagedPolicies, group.GroupPolicyList, overview);
  put.entitlement(group.Arn, group.GroupName, "group", power, { lead: true, extra: { policies, access } });
  put.policies(null, group.Arn, group.AttachedManagedPolicies, group.GroupPolicyList, "");
  return put.done();
}

function roleRecords(role: AwsRole, overview: Overview): Given {
  const put = new Records(overview);
  const arn = role.Arn;
  const trust = policyOf(role.AssumeRolePolicyDocument);
  put.add(
    "identities",
    { id: arn, kind: "workload", name: role.RoleName, purpose: role.Description },
    { extra: described(role) },
  );
  put.account(arn, role.RoleName, "IAM role", {
    identity_id: arn,
    created_at: role.CreateDate,
    last_sign_in_at: role.RoleLastUsed?.LastUsedDate,
  });
  put.policies(arn, arn, role.AttachedManagedPolicies, role.RolePolicyList, "");
  const assume = `assume:${arn}`;
  put.entitlement(
    assume,
    `Assume role ${role.RoleName}`,
    "assume role",
    powerOfAll(role.AttachedManagedPolicies, role.RolePolicyList, overview),
    {
      description: role.Description,
      extra: {
        policies: namesOf(role.AttachedManagedPolicies, role.RolePolicyList),
        access: accessOfAll(role.AttachedManagedPolicies, role.RolePolicyList, overview),
        trust_policy: documentOf(role.AssumeRolePolicyDocument),
      },
    },
  );
  for (const { id, name, type, condition } of trustedBy(trust)) {
    if (!overview.principals.has(id)) put.account(id, name, type, {}, false);
    put.grant(id, assume, "", condition ? { trust_condition: condition } : {});
  }
  return put.done();
}

function policyRecords(policy: z.output<typeof awsPolicy>, overview: Overview): Given {
  const put = new Records(overview);
  const version = defaultVersion(policy);
  put.entitlement(policy.Arn, policy.PolicyName, "managed policy", overview.powers.get(policy.Arn), {
    lead: true,
    description: policy.Description,
    extra: { policy: documentOf(version?.Document), policy_version: version?.VersionId },
  });
  return put.done();
}

function described(principal: AwsUser | AwsRole): Record<string, unknown> {
  return {
    path: principal.Path === "/" ? undefined : principal.Path,
    permissions_boundary: principal.PermissionsBoundary?.PermissionsBoundaryArn,
    ...(principal.Tags.length
      ? { tags: Object.fromEntries(principal.Tags.map((t) => [t.Key, t.Value])) }
      : {}),
  };
}

function namesOf(attached: Attached, inline: Inline): string {
  // That there is none is known: empty would mean that what it allows is not reported (I8).
  return [...attached, ...inline].map((p) => p.PolicyName).join(", ") || "none";
}

function powerOfAll(attached: Attached, inline: Inline, { powers }: Overview): Power | undefined {
  return together([
    ...attached.map((p) => powers.get(p.PolicyArn)),
    ...inline.map((p) => powerOfRaw(p.PolicyDocument)),
  ]);
}

/** What they allow together; undefined where one of them is not known, for then it may be more. */
function accessOfAll(attached: Attached, inline: Inline, { accesses }: Overview): PolicyAccess | undefined {
  const all = [
    ...attached.map((p) => accesses.get(p.PolicyArn)),
    ...inline.map((p) => accessOfRaw(p.PolicyDocument)),
  ];
  const known = all.filter((a) => a !== undefined);
  return known.length === all.length ? allowedTogether(known, riskOf) : undefined;
}

type How = { lead?: boolean; weak?: true; description?: string | undefined; extra?: Record<string, unknown> };

/** Collects the records of one element; the first that cannot be read is the element's reason. */
class Records {
  readonly #overview: Overview;
  readonly #records: Staged[] = [];
  #problem: string | undefined;

  constructor(overview: Overview) {
    this.#overview = overview;
    const id = overview.account;
    this.add("applications", { id, name: `AWS account ${id}`, type: "aws" });
  }

  done(): Given {
    return this.#problem ?? this.#records;
  }

  add(kind: Staged["kind"], values: Values, { lead = false, weak, extra = {} }: How = {}): void {
    const read = readRecord(kind, values, extra);
    if ("problem" in read) this.#problem ??= read.problem;
    else this.#records.push({ ...read, lead, ...(weak ? { weak } : {}) });
  }

  account(id: string, login: string, type: string, values: Values, lead = true): void {
    this.add("accounts", { ...values, id, login, type, application_id: this.#overview.account }, { lead });
  }

  entitlement(id: string, name: string, type: string, power: Power | undefined, how: How): void {
    const { description, extra, ...rest } = how;
    this.add(
      "entitlements",
      { id, name, type, description, privilege: power?.privilege, application_id: this.#overview.account },
      {
        ...rest,
        extra: {
          ...extra,
          wildcard_actions: power?.wildcards.join(", "),
          admin_reasons: power?.reasons.join("; "),
        },
      },
    );
  }

  grant(account: string, entitlement: string, via = "", extra: Record<string, unknown> = {}): void {
    this.add("grants", { account_id: account, entitlement_id: entitlement, via }, { extra });
  }

  /** The policies `owner` has: as entitlements, and as grants of `account`, if given. */
  policies(account: string | null, owner: string, attached: Attached, inline: Inline, via: string): void {
    for (const { PolicyArn: arn, PolicyName: name } of attached) {
      // A policy without a row of its own, which some exports leave out, is known by name only.
      if (!this.#overview.powers.has(arn))
        this.entitlement(arn, name, "managed policy", undefined, { weak: true });
      if (account) this.grant(account, arn, via);
    }
    for (const { PolicyName: name, PolicyDocument: document } of inline) {
      const id = `${owner}/inline/${name}`;
      if (via === "")
        this.entitlement(id, name, "inline policy", powerOfRaw(document), {
          extra: { policy: documentOf(document) },
        });
      if (account) this.grant(account, id, via);
    }
  }
}
