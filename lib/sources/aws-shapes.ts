import { z } from "zod";
import { awsAccess } from "./aws-access";
import { type Power, policyOf, powerOf } from "./aws-policy";
import type { PolicyAccess } from "./policy-access";

/** What `aws iam get-account-authorization-details` puts out, as far as it is read. */

export const awsLists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"] as const;
export type AwsList = (typeof awsLists)[number];

export function isAwsList(name: string): name is AwsList {
  return awsLists.some((l) => l === name);
}

const attached = z.array(z.looseObject({ PolicyName: z.string(), PolicyArn: z.string() })).default([]);
const inline = z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]);
const principal = {
  Arn: z.string().regex(/^arn:/, "is not an ARN"),
  Path: z.string().optional(),
  CreateDate: z.string().optional(),
  AttachedManagedPolicies: attached,
  PermissionsBoundary: z.looseObject({ PermissionsBoundaryArn: z.string() }).optional(),
  Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string() })).default([]),
};

export const awsUser = z.looseObject({
  ...principal,
  UserName: z.string().min(1),
  PasswordLastUsed: z.string().optional(),
  GroupList: z.array(z.string()).default([]),
  UserPolicyList: inline,
});
export const awsGroup = z.looseObject({
  Arn: principal.Arn,
  GroupName: z.string().min(1),
  AttachedManagedPolicies: attached,
  GroupPolicyList: inline,
});
export const awsRole = z.looseObject({
  ...principal,
  RoleName: z.string().min(1),
  Description: z.string().optional(),
  AssumeRolePolicyDocument: z.unknown(),
  RolePolicyList: inline,
  RoleLastUsed: z.looseObject({ LastUsedDate: z.string().optional() }).optional(),
});
export const awsPolicy = z.looseObject({
  PolicyName: z.string().min(1),
  Arn: principal.Arn,
  Description: z.string().optional(),
  DefaultVersionId: z.string().optional(),
  PolicyVersionList: z
    .array(
      z.looseObject({
        Document: z.unknown(),
        VersionId: z.string(),
        IsDefaultVersion: z.boolean().optional(),
      }),
    )
    .default([]),
});
export type AwsUser = z.output<typeof awsUser>;
export type AwsGroup = z.output<typeof awsGroup>;
export type AwsRole = z.output<typeof awsRole>;
export type Attached = z.output<typeof attached>;
export type Inline = z.output<typeof inline>;

/** The version of a managed policy that counts. */
export function defaultVersion(policy: z.output<typeof awsPolicy>) {
  return (
    policy.PolicyVersionList.find((v) => v.VersionId === policy.DefaultVersionId) ??
    policy.PolicyVersionList.find((v) => v.IsDefaultVersion)
  );
}

/** The power of a policy as AWS gives it; undefined (unknown) where the document is missing or not one. */
export function powerOfRaw(raw: unknown): Power | undefined {
  const policy = policyOf(raw);
  return policy && powerOf(policy);
}

/** What a policy as AWS gives it allows; undefined where the document is missing or not one. */
export function accessOfRaw(raw: unknown): PolicyAccess | undefined {
  const policy = policyOf(raw);
  return policy && awsAccess(policy);
}

/** What must be known of the whole file before a row can be told: its groups, and how powerful each policy is. */
export type Overview = {
  /** The AWS account's number: the application. */
  account: string;
  groups: ReadonlyMap<string, AwsGroup>;
  powers: ReadonlyMap<string, Power | undefined>;
  /** What each policy allows. */
  accesses: ReadonlyMap<string, PolicyAccess | undefined>;
  /** ARNs of the users and roles that have a row of their own. */
  principals: ReadonlySet<string>;
};

/** The power of several policies together: unknown if one of them is and none of the others is privileged. */
export function together(powers: readonly (Power | undefined)[]): Power | undefined {
  const known = powers.filter((p) => p !== undefined);
  const privileged = known.some((p) => p.privilege === "privileged");
  if (!privileged && known.length < powers.length) return undefined;
  return {
    privilege: privileged ? "privileged" : "standard",
    wildcards: [...new Set(known.flatMap((p) => p.wildcards))],
    reasons: [...new Set(known.flatMap((p) => p.reasons))],
  };
}
