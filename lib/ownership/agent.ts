/**
 * What a directory says of a service, a workload or an AI agent beyond its columns: extra columns of an import folder, read
 * here and nowhere else on this page. Nothing that is missing becomes "none" (I8). Pure.
 */

import { cut } from "@/lib/text/plain-text";
import { redact } from "@/lib/text/redact";

/** Somebody's words as a page may show them: plain, short, and without the secrets that people write down (I17). */
export function plainWords(text: string | null): string | null {
  return text === null ? null : cut(redact(text, () => "").text);
}

/** How far it acts without a person, the least first. */
export const autonomySteps = ["suggests", "acts with approval", "acts alone"] as const;
export type Autonomy = (typeof autonomySteps)[number];

export type Attributes = Readonly<Record<string, unknown>>;

/** A day, "never" where the source says that it never happened, or null where it says nothing. */
export type Told = string | null;

export type AgentFacts = {
  sponsor: string | null;
  actsFor: string[];
  /** own: with its own rights · delegated: with those of whom it acts for. */
  delegation: "own" | "delegated" | null;
  autonomy: Autonomy | null;
  /** What the source says where it is none of the three. */
  autonomyText: string | null;
  model: string | null;
  provider: string | null;
  instructionsBy: string | null;
  parent: string | null;
  children: string[];
  offSwitch: string | null;
  offSwitchTested: Told;
  /** Null where the source does not list them. */
  tools: string[] | null;
  toolsUsed: string[] | null;
  dependants: string[];
  createdBy: string | null;
};

const unknown = new Set(["", "unknown", "n/a", "-"]);

function textOf(attributes: Attributes, key: string): string | null {
  const value = attributes[key];
  const said = typeof value === "string" ? value.trim() : "";
  return unknown.has(said.toLowerCase()) ? null : plainWords(said);
}

/** Names or ids with `|`, comma or semicolon between; null where nothing is said, empty where "none" is. */
function listOf(attributes: Attributes, key: string): string[] | null {
  const said = textOf(attributes, key);
  if (said === null) return null;
  if (/^(none|never)$/i.test(said)) return [];
  return said
    .split(/[|,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function autonomyOf(said: string | null): Autonomy | null {
  if (said === null) return null;
  const plain = said
    .toLowerCase()
    .replace(/[^a-z]+/g, " ")
    .trim();
  return autonomySteps.find((step) => step === plain) ?? null;
}

function delegationOf(said: string | null): AgentFacts["delegation"] {
  const plain = said?.toLowerCase();
  return plain === "own" || plain === "delegated" ? plain : null;
}

function toldOf(attributes: Attributes, key: string): Told {
  const said = textOf(attributes, key);
  if (said === null) return null;
  if (/^(never|no)$/i.test(said)) return "never";
  return /^\d{4}-\d{2}-\d{2}/.test(said) ? said.slice(0, 10) : null;
}

export function agentFacts(attributes: Attributes | null): AgentFacts {
  const a = attributes ?? {};
  const autonomy = textOf(a, "autonomy");
  return {
    sponsor: textOf(a, "sponsor"),
    actsFor: listOf(a, "acts_for") ?? [],
    delegation: delegationOf(textOf(a, "delegation")),
    autonomy: autonomyOf(autonomy),
    autonomyText: autonomy,
    model: textOf(a, "model"),
    provider: textOf(a, "provider"),
    instructionsBy: textOf(a, "instructions_by"),
    parent: textOf(a, "parent_agent"),
    children: listOf(a, "child_agents") ?? [],
    offSwitch: textOf(a, "off_switch"),
    offSwitchTested: toldOf(a, "off_switch_tested"),
    tools: listOf(a, "tools"),
    toolsUsed: listOf(a, "tools_used"),
    dependants: listOf(a, "dependants") ?? [],
    createdBy: textOf(a, "created_by"),
  };
}
