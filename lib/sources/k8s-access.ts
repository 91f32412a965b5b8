import { z } from "zod";
import { type Allowed, type Found, grouped, type Level, type PolicyAccess } from "./policy-access";

/**
 * Kubernetes RBAC rules, grouped. By verb (Kubernetes reference, "Using RBAC Authorization" and "Authorization overview"):
 *
 * - **read**: get, list, watch
 * - **write**: create, update, patch, delete, deletecollection, and any verb that is not known
 * - **permissions**: bind, escalate, impersonate, approve, sign, `use` of a security policy; changing roles or bindings;
 *   issuing tokens of service accounts; `*`
 *
 * `*` on `*` in every API group is everything. Names of single objects only take away and are not weighed.
 */
const words = z.array(z.string()).default([]);
const rule = z.looseObject({
  apiGroups: words,
  resources: words,
  verbs: words,
  nonResourceURLs: words,
});
const role = z.looseObject({ rules: z.array(rule).nullable() });
type K8sRule = z.output<typeof rule>;

/** The rules of a Role or ClusterRole, or a bare list of rules; undefined if it is neither. */
export function k8sRules(raw: unknown): K8sRule[] | undefined {
  const whole = role.safeParse(raw);
  if (whole.success) return whole.data.rules ?? [];
  const listed = z.array(rule).safeParse(raw);
  return listed.success && listed.data.some((r) => r.verbs.length > 0) ? listed.data : undefined;
}

const READING: ReadonlySet<string> = new Set(["get", "list", "watch"]);
const WRITING: ReadonlySet<string> = new Set([
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "exec",
  "attach",
  "portforward",
  "proxy",
]);
const GOVERNING: ReadonlySet<string> = new Set(["bind", "escalate", "impersonate", "approve", "sign", "use"]);
/** Changing one of these is changing who may do what. */
const GOVERNED = /^(cluster)?role(binding)?s$|^serviceaccounts\/token$|^podsecuritypolicies$/;

export function k8sAccess(rules: readonly K8sRule[]): PolicyAccess {
  return grouped(foundIn(rules));
}

/** The same of bare verbs, where nothing says on what; undefined where one of them is no verb of Kubernetes. */
export function k8sVerbsAccess(verbs: readonly string[]): PolicyAccess | undefined {
  const known = (v: string) => READING.has(v) || WRITING.has(v) || GOVERNING.has(v);
  return verbs.length > 0 && verbs.every(known)
    ? k8sAccess([{ apiGroups: [], resources: ["objects"], verbs: [...verbs], nonResourceURLs: [] }])
    : undefined;
}

function foundIn(rules: readonly K8sRule[]): Found {
  const allowed: Allowed[] = [];
  const whole: string[] = [];
  const risky: { action: string; rank: number }[] = [];
  let everything = false;
  for (const { apiGroups, resources, verbs, nonResourceURLs } of rules) {
    if (apiGroups.includes("*") && resources.includes("*") && verbs.includes("*")) {
      everything = true;
      continue;
    }
    const about = [...resources.flatMap((r) => kindsOf(r, apiGroups)), ...nonResourceURLs];
    for (const on of about) {
      if (verbs.includes("*")) whole.push(on);
      for (const verb of verbs) {
        const action = `${verb} ${on}`;
        const rank = riskOf(verb, on);
        if (rank !== undefined) risky.push({ action, rank });
        if (verb !== "*") allowed.push({ level: levelOf(verb, on), on, action: verb });
      }
    }
  }
  return { platform: "kubernetes", everything, except: [], whole, allowed, risky };
}

/** `*` reaches every kind of its API groups, and no further. */
function kindsOf(resource: string, apiGroups: readonly string[]): string[] {
  if (resource !== "*" || apiGroups.includes("*")) return [resource];
  return apiGroups.map((group) => `*.${group || "core"}`);
}

/** The level of a verb on a kind of object. */
export function levelOf(verb: string, on: string): Level {
  if (READING.has(verb)) return "read";
  return GOVERNING.has(verb) || GOVERNED.test(on) ? "permissions" : "write";
}

/** Ways to more rights, to secrets, or into a running container; worst first. */
const RISKS: readonly (readonly [verb: RegExp, on: RegExp])[] = [
  [/^(escalate|bind|impersonate)$/, /./],
  [/^(\*|create|update|patch)$/, /^(cluster)?role(binding)?s$/],
  [/^(\*|create)$/, /^serviceaccounts\/token$/],
  [/^(\*|get|list|watch)$/, /^(secrets|\*)$/],
  [/^(exec|attach)$/, /./],
  [/^(\*|create|get)$/, /^pods\/(exec|attach)$/],
  [/^\*$/, /^(pods|nodes|daemonsets|\*)$/],
  [/^(create|update|patch)$/, /^(pods|daemonsets|deployments|\*)$/],
  [/^(\*|delete|deletecollection)$/, /^(namespaces|persistentvolumes?|persistentvolumeclaims|nodes|\*)$/],
];

function riskOf(verb: string, on: string): number | undefined {
  const rank = RISKS.findIndex(([v, o]) => v.test(verb) && o.test(on));
  return rank < 0 ? undefined : rank;
}
