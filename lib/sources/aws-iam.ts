import { AppError } from "@/lib/errors";
import type { Power } from "./aws-policy";
import { recordsOf } from "./aws-records";
import {
  type AwsGroup,
  accessOfRaw,
  awsGroup,
  awsLists,
  awsPolicy,
  awsRole,
  awsUser,
  defaultVersion,
  isAwsList,
  type Overview,
  powerOfRaw,
} from "./aws-shapes";
import { jsonLists } from "./json-lists";
import type { PolicyAccess } from "./policy-access";
import type { RawFile, Reading, Seen } from "./reader";
import type { Line } from "./record";

/**
 * Opens the JSON of `aws iam get-account-authorization-details`. One application an AWS account; users are identities of
 * kind unknown until told, roles of kind workload; entitlements are managed policies, inline policies, groups, and taking
 * on a role, which each trusted principal holds. What a group carries is a derived grant whose `via` is the group's ARN. Each
 * list is a file of the tie-out. The file is read twice: first for its groups and policies, then row by row.
 */
export async function openAwsIam(file: RawFile, seen?: Seen): Promise<Reading> {
  const overview = await overviewOf(file);
  return { notes: [], lines: linesOf(file, overview, seen) };
}

async function* linesOf(file: RawFile, overview: Overview, seen?: Seen): AsyncGenerator<Line> {
  for await (const { list, index, value } of jsonLists(file.open(), file.name, seen)) {
    if (!isAwsList(list) || index === 0) continue;
    const given = recordsOf[list](value, overview);
    if (typeof given === "string") yield { file: list, line: index, reject: given };
    else yield { file: list, line: index, records: given };
  }
}

async function overviewOf(file: RawFile): Promise<Overview> {
  const groups = new Map<string, AwsGroup>();
  const powers = new Map<string, Power | undefined>();
  const accesses = new Map<string, PolicyAccess | undefined>();
  const principals = new Set<string>();
  const met = new Set<string>();
  let account: string | undefined;
  for await (const { list, value } of jsonLists(file.open(), file.name)) {
    met.add(list);
    if (list === "IsTruncated" && value === true) throw truncated(file.name);
    const group = list === "GroupDetailList" ? awsGroup.safeParse(value).data : undefined;
    const policy = list === "Policies" ? awsPolicy.safeParse(value).data : undefined;
    const schema = list === "UserDetailList" ? awsUser : list === "RoleDetailList" ? awsRole : undefined;
    const principal = schema?.safeParse(value).data;
    if (group) groups.set(group.GroupName, group);
    if (policy) {
      const document = defaultVersion(policy)?.Document;
      powers.set(policy.Arn, powerOfRaw(document));
      accesses.set(policy.Arn, accessOfRaw(document));
    }
    if (principal) principals.add(principal.Arn);
    const number = (principal ?? group ?? policy)?.Arn.split(":")[4];
    if (number && /^\d+$/.test(number)) account ??= number;
  }
  if (!awsLists.some((l) => met.has(l)))
    throw new AppError(
      "invalid",
      "aws",
      `${file.name} has none of ${awsLists.join(", ")}, so it is not what "aws iam get-account-authorization-details" puts out. Export that and import it.`,
    );
  return { account: account ?? "unnumbered", groups, powers, accesses, principals };
}

function truncated(file: string): AppError {
  return new AppError(
    "invalid",
    "aws",
    `${file} is only one page of the answer ("IsTruncated": true). Export all pages, as the AWS command line does by itself, and import again.`,
  );
}
