import { z } from "zod";

/** What an AWS policy document allows, as far as privilege goes. Denies and conditions are not weighed: they may only take away. */

const texts = z.union([z.string(), z.array(z.string())]).transform((v) => (typeof v === "string" ? [v] : v));
const statement = z.looseObject({
  Effect: z.string(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  Principal: z.union([z.string(), z.record(z.string(), texts)]).optional(),
});
const document = z.looseObject({
  Statement: z.union([statement, z.array(statement)]).transform((v) => (Array.isArray(v) ? v : [v])),
});
export type PolicyDocument = z.output<typeof document>;

/** A policy as AWS gives it: an object, or the URL-encoded text of one. Undefined if it is missing or not a policy. */
export function policyOf(raw: unknown): PolicyDocument | undefined {
  return document.safeParse(plain(raw)).data;
}

/** The document as it stands in the source, to be kept; undefined if it is missing or not a policy. */
export function documentOf(raw: unknown): unknown {
  return policyOf(raw) && plain(raw);
}

const plain = (raw: unknown) => (typeof raw === "string" ? decodedJson(raw) : raw);

function decodedJson(text: string): unknown {
  try {
    return JSON.parse(text.trimStart().startsWith("{") ? text : decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

export type Power = {
  privilege: "standard" | "privileged";
  /** The actions that are `*` or a whole service. */
  wildcards: string[];
  /** Why it is privileged, as sentences without a full stop. */
  reasons: string[];
};

/**
 * Privileged are: every action, every action of a service, every action but some, and the actions that manage permissions
 * (AWS's access level "Permissions management", and passing or taking on any role).
 */
export function powerOf(policy: PolicyDocument): Power {
  const wildcards = new Set<string>();
  const reasons = new Set<string>();
  const managing = new Set<string>();
  for (const s of policy.Statement) {
    if (s.Effect !== "Allow") continue;
    if (s.NotAction) reasons.add(`allows every action except ${listed(s.NotAction)}`);
    for (const action of s.Action ?? []) {
      const pattern = action.toLowerCase();
      if (/^\*+$/.test(pattern) || pattern === "*:*") {
        wildcards.add("*");
        reasons.add("allows every action");
      } else if (/^[a-z0-9-]+:\*+$/.test(pattern)) {
        wildcards.add(action);
        reasons.add(`allows every action of ${action.split(":")[0]}`);
      } else {
        for (const a of permissionActions) if (matches(pattern, a.toLowerCase())) managing.add(a);
        const anyRole = s.Resource?.some((r) =>
          /^(\*|arn:[^:]*:iam::[^:]*:role\/\*|arn:[^:]*:iam::[^:]*:\*)$/.test(r),
        );
        if (anyRole && matches(pattern, "sts:assumerole")) reasons.add("can take on any role");
      }
    }
  }
  if (managing.size) reasons.add(`manages permissions: ${listed([...managing])}`);
  return {
    privilege: reasons.size ? "privileged" : "standard",
    wildcards: [...wildcards],
    reasons: [...reasons],
  };
}

function listed(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}

/** Whether an action pattern with `*` and `?` matches an action, both in lower case. */
export function matches(pattern: string, action: string): boolean {
  return patternOf(pattern).test(action);
}

/** What a pattern with `*` and `?` reaches. */
export function patternOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}

/** From AWS's Service Authorization Reference, access level "Permissions management"; and iam:PassRole. */
export const permissionActions: readonly string[] = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicy",
  "iam:CreatePolicyVersion",
  "iam:DeleteGroupPolicy",
  "iam:DeletePolicy",
  "iam:DeletePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteRolePolicy",
  "iam:DeleteUserPermissionsBoundary",
  "iam:DeleteUserPolicy",
  "iam:DetachGroupPolicy",
  "iam:DetachRolePolicy",
  "iam:DetachUserPolicy",
  "iam:PassRole",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "backup:PutBackupVaultAccessPolicy",
  "codeartifact:PutDomainPermissionsPolicy",
  "codeartifact:PutRepositoryPermissionsPolicy",
  "ec2:CreateNetworkInterfacePermission",
  "ec2:ModifyImageAttribute",
  "ec2:ModifySnapshotAttribute",
  "ecr:SetRepositoryPolicy",
  "elasticfilesystem:PutFileSystemPolicy",
  "es:UpdateElasticsearchDomainConfig",
  "glacier:SetVaultAccessPolicy",
  "glue:PutResourcePolicy",
  "kms:CreateGrant",
  "kms:PutKeyPolicy",
  "lakeformation:GrantPermissions",
  "lambda:AddLayerVersionPermission",
  "lambda:AddPermission",
  "organizations:AttachPolicy",
  "organizations:CreatePolicy",
  "organizations:DetachPolicy",
  "organizations:UpdatePolicy",
  "ram:AssociateResourceShare",
  "ram:CreateResourceShare",
  "s3:BypassGovernanceRetention",
  "s3:DeleteBucketPolicy",
  "s3:PutAccessPointPolicy",
  "s3:PutAccountPublicAccessBlock",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutObjectAcl",
  "secretsmanager:PutResourcePolicy",
  "sns:AddPermission",
  "sqs:AddPermission",
  "sso:AttachManagedPolicyToPermissionSet",
  "sso:CreateAccountAssignment",
  "sso:PutInlinePolicyToPermissionSet",
];
