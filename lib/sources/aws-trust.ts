import type { PolicyDocument } from "./aws-policy";

/** Who may take on a role, as its trust policy names them. */
export type Trusted = { id: string; name: string; type: string; condition: unknown };

/** Every principal an Allow statement names, once; with a condition only if every statement that names it has one. */
export function trustedBy(policy: PolicyDocument | undefined): Trusted[] {
  const found = new Map<string, Trusted>();
  for (const statement of policy?.Statement ?? []) {
    if (statement.Effect !== "Allow") continue;
    // Allowing everyone but some is allowing everyone, as far as a reviewer can tell from here.
    const named = "NotPrincipal" in statement ? "*" : (statement.Principal ?? {});
    const entries = typeof named === "string" ? [["AWS", [named]] as const] : Object.entries(named);
    for (const [family, ids] of entries)
      for (const raw of ids) {
        const trusted = principalOf(family, raw);
        const before = found.get(trusted.id);
        const condition = before ? before.condition && statement.Condition : statement.Condition;
        found.set(trusted.id, { ...trusted, condition });
      }
  }
  return [...found.values()];
}

function principalOf(family: string, raw: string): Omit<Trusted, "condition"> {
  if (family === "Service") return { id: raw, name: raw, type: "AWS service" };
  if (family === "Federated")
    return { id: raw, name: raw.split("/").at(-1) ?? raw, type: "identity provider" };
  if (raw === "*") return { id: "*", name: "Anyone in any AWS account", type: "anyone" };
  if (/^\d{12}$/.test(raw)) return wholeAccount(raw);
  const parts = raw.split(":");
  const resource = parts.slice(5).join(":");
  if (resource === "root") return wholeAccount(parts[4] ?? "");
  if (resource.startsWith("assumed-role/"))
    return { id: raw, name: resource.split("/").slice(1).join(" session "), type: "role session" };
  if (raw.startsWith("arn:"))
    return { id: raw, name: resource.split("/").at(-1) ?? raw, type: "AWS principal" };
  return { id: raw, name: raw, type: "deleted AWS principal" };
}

function wholeAccount(number: string) {
  return { id: `arn:aws:iam::${number}:root`, name: `AWS account ${number}`, type: "AWS account" };
}
