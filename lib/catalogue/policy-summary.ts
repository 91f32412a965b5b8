import type { PolicyAccess } from "@/lib/sources/policy-access";

/** As long as any line about a policy may be. */
export const LONGEST_LINE = 200;

/** An action in full: Kubernetes' verbs with what they are on. */
export const inFull = (access: { platform: PolicyAccess["platform"] }, action: string, on: string) =>
  access.platform !== "kubernetes" ? action : `${action} ${on}`;

const levelWords = [
  ["permissions", "permissions"],
  ["write", "changes"],
  ["read", "reads"],
] as const;

/** Which actions, by level, in the policy's own language; begins by saying that it is derived. */
export function summaryOf(access: PolicyAccess): string {
  const parts: string[] = [];
  if (access.everything) parts.push("every action on everything");
  if (access.except.length > 0) parts.push(`every action except ${several(access.except, 0, 3)}`);
  if (access.whole.length > 0) parts.push(`everything of ${several(access.whole, 0, 4)}`);
  for (const [level, verb] of levelWords) {
    const groups = access.groups.filter((g) => g.level === level);
    if (groups.length === 0) continue;
    const count = groups.reduce((sum, g) => sum + g.actions.length + g.more, 0);
    const ons = several(
      groups.map((g) => g.on),
      access.more[level],
      3,
    );
    const codes = groups.flatMap((g) => g.actions.map((a) => inFull(access, a, g.on)));
    parts.push(`${verb}: ${count <= 3 ? codes.join(", ") : `${ons} (${count} actions)`}`);
  }
  const text = `Derived from its policy. ${capital(parts.join("; "))}.`;
  return text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE - 1).trimEnd()}…`;
}

function several(names: readonly string[], more: number, most: number): string {
  const rest = Math.max(0, names.length - most) + more;
  return rest === 0 ? listed(names) : `${names.slice(0, most).join(", ")} and ${rest} more`;
}

/** "A", "A and B", "A, B and C". */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
