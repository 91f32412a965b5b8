import { scopeText } from "@/lib/campaigns/client";
import type { LaunchInput, PreviewInput } from "@/lib/campaigns/schema";

/** A source that a campaign can review. */
export interface SourceChoice {
  id: number;
  name: string;
  asOf: string;
  grants: number;
  credentials: number;
  /** Services, workloads and agents. */
  identities: number;
}

/** What the builder's form holds. */
export interface Conditions {
  name: string;
  /** Source numbers. */
  sources: string[];
  /** Names; none is all. */
  applications: string[];
  scope: string;
  mode: "manager" | "owner" | "named";
  reviewer: string;
  fallback: string;
  due: string;
  /** What is reviewed beside grants. */
  credentials: boolean;
  identities: boolean;
  /** Whether facts are added up to a need score. */
  needScore: boolean;
}

/** The sources asked for: none named means all, so that all chosen is said that way. */
function chosen(c: Conditions, sources: readonly SourceChoice[]): number[] {
  const all = sources.every((s) => c.sources.includes(String(s.id)));
  return all ? [] : c.sources.map(Number);
}

/** The conditions as the question of the preview. */
export function asked(c: Conditions, sources: readonly SourceChoice[]): PreviewInput {
  return {
    sources: chosen(c, sources).join(","),
    scope: scopeText(c.applications, c.scope),
    mode: c.mode,
    reviewer: c.mode === "named" ? c.reviewer.trim() : "",
    fallback: c.fallback.trim(),
    credentials: c.credentials ? "on" : "off",
    identities: c.identities ? "on" : "off",
  };
}

/** The conditions as what is launched. */
export function toLaunch(c: Conditions, sources: readonly SourceChoice[], key: string): LaunchInput {
  return {
    name: c.name,
    sources: chosen(c, sources),
    applications: c.applications,
    scope: c.scope,
    mode: c.mode,
    ...(c.mode === "named" ? { reviewer: c.reviewer.trim() } : {}),
    ...(c.fallback.trim() ? { fallback: c.fallback.trim() } : {}),
    due: c.due,
    settings: {
      needScore: c.needScore,
      subjects: { credentials: c.credentials, identities: c.identities },
    },
    key,
  };
}
