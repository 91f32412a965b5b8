import type { Level, PolicyAccess } from "@/lib/sources/policy-access";
import { policyAccessOf } from "./policy";
import { capital, inFull, LONGEST_LINE, listed, summaryOf } from "./policy-summary";
import { actionWords, knownWords, nameOf, placeInLine } from "./service-words";

/**
 * A policy document as a sentence a manager understands, worked out from its groups: "can change anything in S3 storage
 * (s3:*), manage permissions (iam:PutRolePolicy) and look at EC2 servers". Pure; nothing in it is anybody's word.
 */
export type PolicyWords = {
  /** "Change anything in S3 storage, manage permissions": for lists. */
  title: string;
  /** Completes a name to a sentence. */
  phrase: string;
  /** Which actions, by level; begins by saying that it is derived. */
  description: string;
};

const LONGEST_TITLE = 90;
const LONGEST_PHRASE = 150;

/** The words, or undefined where the document allows nothing. */
export function policyWords(access: PolicyAccess): PolicyWords | undefined {
  const full = partsOf(access, { most: 3, own: true });
  if (full.length === 0) return undefined;
  const fewer = partsOf(access, { most: 2, own: true });
  const terse = partsOf(access, { most: 1, own: false });
  const phrase = firstThatFits(
    [
      sentence(full, true),
      sentence(fewer, true),
      sentence(full, false),
      sentence(terse, true),
      sentence(terse, false),
    ],
    LONGEST_PHRASE,
    terse,
  );
  const title = firstThatFits(
    [sentence(full, false), sentence(fewer, false), sentence(terse, false)],
    LONGEST_TITLE,
    terse,
  );
  return { title: capital(title), phrase: `can ${phrase}`, description: summaryOf(access) };
}

/** The words of an entitlement of this kind: taking on a role is what the role can do then. */
export function derivedWords(of: {
  type: string | null;
  name: string | null;
  attributes: unknown;
}): PolicyWords | undefined {
  const access = policyAccessOf(of.attributes);
  const words = access && policyWords(access);
  const role = of.type === "assume role" ? /^Assume role (.{1,64})$/.exec(of.name ?? "")?.[1] : undefined;
  if (!words || !role) return words;
  return {
    title: cut(`Take on role ${role}: ${uncapital(words.title)}`),
    phrase: cut(`can, as the role ${role}, ${words.phrase.replace(/^can /, "")}`),
    description: words.description,
  };
}

/** At a word's end, with a sign that there is more. */
function cut(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  const whole = line.slice(0, LONGEST_LINE - 1);
  return `${whole.slice(0, Math.max(whole.lastIndexOf(" "), LONGEST_LINE / 2)).trimEnd()}…`;
}

/** A thing that can be done, and the action that says so in the policy's own language. */
type Part = { text: string; code: string | null };

/** `most` services are named of each kind, the rest is counted; `own`: few actions are told one by one. */
type Style = { most: number; own: boolean };

function partsOf(access: PolicyAccess, style: Style): Part[] {
  if (access.everything) return [{ text: `do anything in ${everywhere[access.platform]}`, code: "*" }];
  if (access.except.length > 0) return [exceptPart(access, style), ...permissionParts(access, style)];
  return [
    ...wholeParts(access, style),
    ...permissionParts(access, style),
    ...plainParts(access, "write", style),
    ...plainParts(access, "read", style),
  ];
}

const everywhere: Record<PolicyAccess["platform"], string> = {
  aws: "the whole account",
  kubernetes: "the whole cluster",
  any: "the whole system",
};

/** Only what is excepted whole is out of reach; of the rest, single actions are. */
function exceptPart(access: PolicyAccess, style: Style): Part {
  const services = (whole: boolean) =>
    access.except.flatMap((a) => (/:\*+$/.test(a) === whole ? [a.split(":", 1)[0]?.toLowerCase() ?? a] : []));
  const [all, some] = [services(true), services(false).filter((s) => !services(true).includes(s))];
  const parts = [
    ...(all.length > 0 ? [`in ${named(all, access, style.most)}`] : []),
    ...(some.length > 0 ? [`single actions in ${named(some, access, style.most)}`] : []),
  ];
  return { text: `do anything except ${listed(parts)}`, code: null };
}

function wholeParts(access: PolicyAccess, { most }: Style): Part[] {
  const rest = access.whole.filter((on) => on !== "iam");
  const code = access.platform !== "kubernetes" && rest.length === 1 ? `${rest[0]}:*` : null;
  // Whose actions they are is not known, nor then that what stands before the colon is a thing to change.
  const verb = access.platform === "any" ? "use every action of" : "change anything in";
  return [
    ...(access.whole.includes("iam")
      ? [{ text: "manage all users, roles and permissions", code: "iam:*" }]
      : []),
    ...(rest.length > 0 ? [{ text: `${verb} ${named(rest, access, most)}`, code }] : []),
  ];
}

/** Services whose permissions are not only their own. */
const GOVERNING: ReadonlySet<string> = new Set(["iam", "sts", "organizations", "sso"]);

function permissionParts(access: PolicyAccess, style: Style): Part[] {
  const groups = access.groups.filter((g) => g.level === "permissions");
  if (groups.length === 0) return [];
  const own = style.own ? ownWords(groups, (a) => actionWords(a, access.platform)) : undefined;
  if (own) return own;
  const worst = access.riskiest.find((r) => groups.some((g) => isOf(r, g.on)));
  const code = worst ?? onlyCode(access, groups);
  if (access.platform === "kubernetes" || groups.some((g) => GOVERNING.has(g.on)))
    return [{ text: "manage permissions", code }];
  const ons = groups.map((g) => g.on);
  return [{ text: `manage permissions of ${named(ons, access, style.most, access.more.permissions)}`, code }];
}

function plainParts(access: PolicyAccess, level: Exclude<Level, "permissions">, style: Style): Part[] {
  const written = new Set(access.groups.filter((g) => g.level === "write").map((g) => g.on));
  // What can be changed can be looked at: that goes without saying.
  const groups = access.groups.filter((g) => g.level === level && (level === "write" || !written.has(g.on)));
  if (groups.length === 0) return [];
  const own = style.own
    ? ownWords(groups, (a) => (level === "write" ? actionWords : knownWords)(a, access.platform))
    : undefined;
  if (own) return own;
  if (level === "write" && access.platform === "any") return [namedActions(access, groups, style.most)];
  const verb = level === "write" ? "change" : "look at";
  const ons = groups.map((g) => g.on);
  return [
    { text: `${verb} ${named(ons, access, style.most, access.more[level])}`, code: onlyCode(access, groups) },
  ];
}

/** What the actions of a system that is not known here do is not known either: they are named, and no more. */
function namedActions(access: PolicyAccess, groups: Groups, most: number): Part {
  const names = groups.flatMap((g) => g.actions);
  const more = groups.reduce((sum, g) => sum + g.more, access.more.write);
  const shown = names.length === most + 1 && more === 0 ? names : names.slice(0, most);
  const rest = names.length - shown.length + more;
  return { text: `use ${rest === 0 ? listed(shown) : `${shown.join(", ")} and ${rest} more`}`, code: null };
}

type Groups = readonly PolicyAccess["groups"][number][];

/** One or two actions speak for themselves. */
function ownWords(groups: Groups, words: (action: string) => string | undefined): Part[] | undefined {
  const codes = groups.flatMap((g) => g.actions.map((a) => (a.includes(":") ? a : `${a} ${g.on}`)));
  if (codes.length === 0 || codes.length > 2 || groups.some((g) => g.more > 0)) return undefined;
  const parts = codes.flatMap((code) => {
    const text = words(code);
    return text === undefined ? [] : [{ text, code }];
  });
  return parts.length === codes.length ? parts : undefined;
}

function isOf(action: string, on: string): boolean {
  return action.toLowerCase().startsWith(`${on}:`) || action.endsWith(` ${on}`);
}

function onlyCode(access: PolicyAccess, groups: Groups): string | null {
  const [group, another] = groups;
  const [action, second] = group?.actions ?? [];
  return group && action && !another && !second ? inFull(access, action, group.on) : null;
}

/** The names a manager may know come first. */
function named(ons: readonly string[], access: PolicyAccess, most: number, more = 0): string {
  const order = [...ons].sort((a, b) => placeInLine(access.platform, a) - placeInLine(access.platform, b));
  const names = [...new Set(order.map((on) => nameOf(access.platform, on)))];
  const shown = names.length === most + 1 && more === 0 ? names : names.slice(0, most);
  const rest = names.length - shown.length + more;
  if (rest === 0) return listed(shown);
  const [one, many] =
    access.platform !== "kubernetes" ? ["service", "services"] : ["kind of object", "kinds of object"];
  return `${shown.join(", ")} and ${rest} more ${rest === 1 ? one : many}`;
}

function sentence(parts: readonly Part[], codes: boolean): string {
  return listed(parts.map(({ text, code }) => (codes && code ? `${text} (${code})` : text)));
}

/** The first that fits, else as many of the parts as do, and that there is more. */
function firstThatFits(texts: readonly string[], most: number, parts: readonly Part[]): string {
  const found = texts.find((t) => t.length <= most);
  if (found !== undefined) return found;
  for (let n = parts.length - 1; n > 0; n--) {
    const some = `${parts
      .slice(0, n)
      .map((p) => p.text)
      .join(", ")}, among other things`;
    if (some.length <= most) return some;
  }
  return `${(parts[0]?.text ?? "").slice(0, most - 1).trimEnd()}…`;
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
