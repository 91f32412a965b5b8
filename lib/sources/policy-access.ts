import { z } from "zod";

/**
 * What a policy document allows, grouped so that a person can take it in: which services or kinds of object, and there
 * reading, changing, or managing who may do what. Denies, conditions and resources are not weighed: they only take away, so
 * what is said here is the most that the document can allow.
 */
export const levels = ["permissions", "write", "read"] as const;
export type Level = (typeof levels)[number];

/** Actions kept of a group; the rest is a count. */
const ACTIONS_KEPT = 12;
/** Groups kept of a level; a read-only policy of a cloud names some hundred services. */
const GROUPS_KEPT = 30;
const RISKIEST_KEPT = 3;

export const policyAccess = z.object({
  /** `any`: a list of actions from a source that does not say whose they are. */
  platform: z.enum(["aws", "kubernetes", "any"]),
  /** Every action on everything. */
  everything: z.boolean(),
  /** Every action except these. */
  except: z.array(z.string()),
  /** Services or kinds of object where everything is allowed. */
  whole: z.array(z.string()),
  groups: z.array(
    z.object({
      level: z.enum(levels),
      on: z.string(),
      actions: z.array(z.string()),
      /** Actions that are not listed. */
      more: z.number().int().nonnegative(),
    }),
  ),
  /** Groups that are not listed, by level. */
  more: z.object({
    permissions: z.number().int().nonnegative(),
    write: z.number().int().nonnegative(),
    read: z.number().int().nonnegative(),
  }),
  /** The actions that do most harm in wrong hands, as the document writes them, worst first. */
  riskiest: z.array(z.string()),
});
export type PolicyAccess = z.infer<typeof policyAccess>;

/** One thing that a document allows. */
export type Allowed = { level: Level; on: string; action: string };

/** What a reader of a policy language finds in a document, before it is put in order. */
export type Found = {
  platform: PolicyAccess["platform"];
  everything: boolean;
  except: readonly string[];
  whole: readonly string[];
  allowed: readonly Allowed[];
  /** In any order; `rank` says which is worse, lower first. */
  risky: readonly { action: string; rank: number }[];
};

/**
 * What several documents allow together. Of what a list leaves out only the count is known, so counts may be too high.
 * @param riskOf which of the risky actions is worse, lower first
 */
export function together(
  documents: readonly PolicyAccess[],
  riskOf: (action: string) => number | undefined,
): PolicyAccess | undefined {
  const [first] = documents;
  if (!first || documents.length === 1) return first;
  const all = grouped({
    platform: first.platform,
    everything: documents.some((d) => d.everything),
    except: documents.flatMap((d) => d.except),
    whole: documents.flatMap((d) => d.whole),
    allowed: documents.flatMap((d) =>
      d.groups.flatMap(({ level, on, actions }) => actions.map((action) => ({ level, on, action }))),
    ),
    risky: documents.flatMap((d) => d.riskiest.map((action) => ({ action, rank: riskOf(action) ?? 0 }))),
  });
  const cut = documents.flatMap((d) => d.groups.filter((g) => g.more > 0));
  const more = (level: Level, on: string) =>
    cut.filter((g) => g.level === level && g.on === on).reduce((sum, g) => sum + g.more, 0);
  const left = (level: Level) => documents.reduce((sum, d) => sum + d.more[level], 0);
  return {
    ...all,
    groups: all.groups.map((g) => ({ ...g, more: g.more + more(g.level, g.on) })),
    more: {
      permissions: all.more.permissions + left("permissions"),
      write: all.more.write + left("write"),
      read: all.more.read + left("read"),
    },
  };
}

/** Puts it in order: levels as above, within one by number of actions, each action once, the longest lists cut. */
export function grouped(found: Found): PolicyAccess {
  const whole = [...new Set(found.whole)].sort();
  const byKey = new Map<string, { level: Level; on: string; actions: Set<string> }>();
  for (const { level, on, action } of found.allowed) {
    if (whole.includes(on)) continue;
    const key = `${level} ${on}`;
    const group = byKey.get(key) ?? { level, on, actions: new Set<string>() };
    group.actions.add(action);
    byKey.set(key, group);
  }
  const groups = [...byKey.values()]
    .sort(
      (a, b) =>
        levels.indexOf(a.level) - levels.indexOf(b.level) ||
        b.actions.size - a.actions.size ||
        (a.on < b.on ? -1 : 1),
    )
    .map(({ level, on, actions }) => ({
      level,
      on,
      actions: [...actions].sort().slice(0, ACTIONS_KEPT),
      more: Math.max(0, actions.size - ACTIONS_KEPT),
    }));
  const left = (level: Level) => Math.max(0, groups.filter((g) => g.level === level).length - GROUPS_KEPT);
  const risky = [...found.risky].sort((a, b) => a.rank - b.rank || (a.action < b.action ? -1 : 1));
  return {
    platform: found.platform,
    everything: found.everything,
    except: [...new Set(found.except)].sort().slice(0, ACTIONS_KEPT),
    whole,
    groups: levels.flatMap((level) => groups.filter((g) => g.level === level).slice(0, GROUPS_KEPT)),
    more: { permissions: left("permissions"), write: left("write"), read: left("read") },
    riskiest: [...new Set(risky.map((r) => r.action))].slice(0, RISKIEST_KEPT),
  };
}
