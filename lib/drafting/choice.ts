import type { DraftingSettings, Standing } from "./brief";
import type { Engine } from "./engine";
import { stopped } from "./watch";

/** What says who may draft an item. */
export type Scope = {
  source: number;
  type: "grant" | "credential" | "identity";
  privilege: "standard" | "privileged" | null;
};

/** The engines a run has; where a version is there and cannot be used, the sentence why. */
export type Engines = { main: Engine | { why: string } | null; local: Engine | { why: string } | null };

const isEngine = (e: Engine | { why: string }): e is Engine => "drafter" in e;

/** Privileged, or nobody said that it is not; and what is no grant can do more than its privilege tells. */
export const sensitive = ({ type, privilege }: Pick<Scope, "type" | "privilege">) =>
  type !== "grant" || privilege !== "standard";

/**
 * Who drafts an item: an engine, or the rules, and then the sentence why where a model was to be expected. What the campaign's
 * settings leave to the rules needs no reason.
 */
export function chosen(
  scope: Scope,
  { main, local }: Engines,
  settings: Pick<DraftingSettings, "privilegedDrafter">,
  standing: Standing,
): { engine: Engine } | { rules: string | null } {
  const pinned = settings.privilegedDrafter !== "same" && sensitive(scope);
  if (pinned && settings.privilegedDrafter === "rules") return { rules: null };
  const engine = pinned ? local : main;
  if (engine === null) return { rules: null };
  if (!isEngine(engine)) return { rules: stopped(standing, scope.source) ?? engine.why };
  // What was handed in is nobody's to switch off.
  const off = engine.version === null ? null : stopped(standing, scope.source);
  return off === null ? { engine } : { rules: off };
}
