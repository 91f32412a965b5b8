import { awsAccess, awsActionsAccess } from "@/lib/sources/aws-access";
import { policyOf } from "@/lib/sources/aws-policy";
import { k8sAccess, k8sRules, k8sVerbsAccess } from "@/lib/sources/k8s-access";
import { type PolicyAccess, policyAccess } from "@/lib/sources/policy-access";

/**
 * What an entitlement's source says of the policy behind it, in whichever attribute it does: `access` as our AWS reader
 * groups it, `actions` (AWS actions or Kubernetes verbs, with `|`, commas or spaces between), `policy` (an AWS document, or a
 * Kubernetes role), `rules` (Kubernetes rules). Undefined where there is none or it is in no language known here.
 */
export function policyAccessOf(attributes: unknown): PolicyAccess | undefined {
  const { access, actions, policy, rules } = parts(attributes);
  const kept = policyAccess.safeParse(json(access));
  if (kept.success) return kept.data;
  if (typeof actions === "string" && actions.trim() !== "") return accessOfActions(actions);
  const document = policyOf(policy);
  if (document) return awsAccess(document);
  const role = k8sRules(json(policy)) ?? k8sRules(json(rules));
  return role && k8sAccess(role);
}

function accessOfActions(text: string): PolicyAccess | undefined {
  const actions = text.split(/[|,;\s]+/).filter(Boolean);
  return k8sVerbsAccess(actions) ?? awsActionsAccess(actions);
}

function parts(attributes: unknown): Record<string, unknown> {
  return typeof attributes === "object" && attributes !== null ? { ...attributes } : {};
}

/** A document that came as text, as an extra column of a CSV does. */
function json(raw: unknown): unknown {
  if (typeof raw !== "string") return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
