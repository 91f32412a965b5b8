import { type PolicyDocument, patternOf, permissionActions } from "./aws-policy";
import { type Allowed, type Found, grouped, type Level, type PolicyAccess } from "./policy-access";

/**
 * AWS policy documents, grouped. AWS gives each action one access level (Service Authorization Reference: List, Read, Write,
 * Permissions management, Tagging); the reference is thousands of pages, so this goes by the action's name as AWS names them:
 *
 * - **read**: the name begins with a verb that only looks (Get, List, Describe, …; in IAM also Generate, its reports)
 * - **permissions**: on the list that `aws-policy.ts` takes from the reference, anything but reading in IAM, taking on a role
 *   (sts:AssumeRole…), or a name that changes a policy, permission, grant or access list
 * - **write**: everything else, so that an unknown verb is never taken for reading
 *
 * A pattern with a wildcard belongs to every level that it can reach: `s3:Put*` writes and manages permissions, `ec2:D*` reads
 * and writes. `s3:*` is the whole service, `*` everything.
 */
export function awsAccess(policy: PolicyDocument): PolicyAccess {
  const actions = policy.Statement.filter((s) => s.Effect === "Allow").flatMap((s) => s.Action ?? []);
  const except = policy.Statement.filter((s) => s.Effect === "Allow").flatMap((s) => s.NotAction ?? []);
  return grouped({ ...foundIn(actions), except });
}

/** The same of a list of actions, whoever's they are; undefined where one of them is not in AWS's grammar. */
export function awsActionsAccess(actions: readonly string[]): PolicyAccess | undefined {
  return actions.length > 0 && actions.every((a) => EVERYTHING.test(a) || ACTION.test(a))
    ? grouped({ ...foundIn(actions), platform: "any" })
    : undefined;
}

const ACTION = /^([a-z0-9-]+):([A-Za-z0-9*?]+)$/;
/** Roles that only a service of AWS can take on, with what that service needs: nobody gains a right by them. */
const SERVICE_LINKED = /^iam:(Create|Delete)ServiceLinkedRole$/i;
const EVERYTHING = /^(\*+|\*:\*)$/;

function foundIn(actions: readonly string[]): Found {
  const allowed: Allowed[] = [];
  const whole: string[] = [];
  let everything = false;
  const risky: { action: string; rank: number }[] = [];
  for (const action of actions) {
    if (EVERYTHING.test(action)) {
      everything = true;
      continue;
    }
    const [service = "", name = ""] = action.split(":", 2);
    const on = service.toLowerCase();
    const rank = riskOf(action);
    if (rank !== undefined) risky.push({ action, rank });
    if (/^\*+$/.test(name)) whole.push(on);
    else if (SERVICE_LINKED.test(action))
      allowed.push({ level: "write", on: "service-linked roles", action });
    else for (const level of levelsOf(on, name)) allowed.push({ level, on, action });
  }
  return { platform: "aws", everything, except: [], whole, allowed, risky };
}

/** Verbs that only look. From the Service Authorization Reference: the first words of actions at the levels List and Read. */
const LOOKING: readonly string[] = `
  Get List Describe Head BatchGet BatchDescribe BatchList Search Query Scan Select Lookup View Read Check Count Download Preview
  Validate Simulate Estimate Filter Discover Retrieve Verify Is Has Poll Receive Compare Evaluate Calculate Summarize Browse
  Inspect Detect BatchCheck BatchRead BatchDetect Test Classify Contains AdminGet AdminList ESHttpGet ESHttpHead PartiQLSelect
  Resolve Export
`
  .trim()
  .split(/\s+/);

/** Reports of IAM and searches of logs: reading, by verbs that elsewhere are not. */
const LOOKS_ANYWAY = /^iam:generate|^logs:(start|stop)query$/;

/** Names that change who may do what, and the kinds of policy that do not. */
const GOVERNING =
  /(Polic(y|ies)|Permissions?|Grants?|Acls?|PublicAccessBlock|AccountAssignment|ResourceShare)(?![a-z])/;
const OTHER_POLICIES =
  /(Scaling|Lifecycle|LoadBalancer|Backup|Retention|Routing|Traffic|Cache|OriginRequest|ResponseHeaders|Firewall|Replication|Tag|Stack|Health|SecurityPolicyRule|Network)\w*Polic/;

/** The levels that an action, or any action its pattern can mean, belongs to. */
export function levelsOf(service: string, name: string): Level[] {
  const action = `${service}:${name}`.toLowerCase();
  const looks = LOOKS_ANYWAY.test(action) ? "only" : looking(name);
  const governs = firstReached(action, PERMISSIONS) !== undefined;
  if (looks === "only" && !governs) return ["read"];
  const levels: Level[] = [];
  const pattern = /[*?]/.test(name);
  const named = GOVERNING.test(name) && !OTHER_POLICIES.test(name);
  const always = service === "iam" || (service === "sts" && /^assumerole/i.test(name)) || named;
  if (governs || (always && looks !== "only")) levels.push("permissions");
  if (looks !== "only" && !always && (!governs || pattern)) levels.push("write");
  if (looks !== "no") levels.push("read");
  return levels;
}

/** Whether the pattern can only mean actions that look, may mean some, or means none. */
function looking(name: string): "only" | "some" | "no" {
  const stem = name.split(/[*?]/, 1)[0] ?? "";
  const cased = /[A-Z]/.test(name.slice(1));
  const whole = LOOKING.some((verb) => {
    if (!stem.toLowerCase().startsWith(verb.toLowerCase())) return false;
    const next = stem.charAt(verb.length);
    return cased ? !/[a-z]/.test(next) : verb.length > 2;
  });
  if (whole) return "only";
  if (stem.length === name.length) return "no";
  return LOOKING.some((verb) => verb.toLowerCase().startsWith(stem.toLowerCase())) ? "some" : "no";
}

/**
 * Worst first: ways to more rights than one has (Rhino Security Labs, "AWS privilege escalation methods"; cloudsplaining), to
 * others' secrets and machines, and to the loss of data or of the trail.
 */
const RISKS: readonly string[] = [
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:AttachUserPolicy",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:PutUserPolicy",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:AddUserToGroup",
  "iam:PassRole",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "sts:AssumeRole",
  "organizations:AttachPolicy",
  "lambda:UpdateFunctionCode",
  "ssm:SendCommand",
  "ssm:StartSession",
  "ec2-instance-connect:SendSSHPublicKey",
  "sagemaker:CreatePresignedNotebookInstanceUrl",
  "glue:UpdateDevEndpoint",
  "cloudformation:UpdateStack",
  "codebuild:CreateProject",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameters",
  "ssm:GetParameter",
  "kms:Decrypt",
  "kms:ScheduleKeyDeletion",
  "kms:PutKeyPolicy",
  "s3:PutBucketPolicy",
  "s3:PutBucketAcl",
  "s3:DeleteBucket",
  "s3:DeleteObject",
  "rds:DeleteDBInstance",
  "rds:DeleteDBCluster",
  "dynamodb:DeleteTable",
  "ec2:TerminateInstances",
  "ec2:DeleteSnapshot",
  "cloudtrail:StopLogging",
  "cloudtrail:DeleteTrail",
  "logs:DeleteLogGroup",
  "s3:GetObject",
];

/** How bad an action, or the worst that its pattern can mean, is in wrong hands: lower is worse, undefined for none. */
export function riskOf(action: string): number | undefined {
  return firstReached(action.toLowerCase(), RANKED);
}

/** Lower-case action → its place in a list. */
type Places = ReadonlyMap<string, number>;
const placesOf = (list: readonly string[]): Places => new Map(list.map((a, at) => [a.toLowerCase(), at]));
const PERMISSIONS = placesOf(permissionActions);
const RANKED = placesOf(RISKS);

/** The place of the first action that a pattern, in lower case, can mean. */
function firstReached(pattern: string, places: Places): number | undefined {
  if (!/[*?]/.test(pattern)) return places.get(pattern);
  const reach = patternOf(pattern);
  for (const [action, at] of places) if (reach.test(action)) return at;
  return undefined;
}
