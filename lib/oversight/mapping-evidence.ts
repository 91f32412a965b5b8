/**
 * What shows that a feature is in use here: a count each, filled by `mapping-queries`, its words, and the query with the page that
 * shows what was counted. Pure.
 */

/** A registered query, the page that shows what it gives, and what that is, in words. `:name` in the address is filled with what is newest. */
export type ShownBy = { name: string; href: string; words: string };
/** What the places of an address are filled with. */
export type Newest = Readonly<Record<string, string>>;
export type Evidence = { one: string; many: string; none: string; query: ShownBy };

/** Entries of the log of one kind: where each thing counted is one of them. */
const entries = (type: string, words: string): ShownBy => ({
  name: "log.entries",
  href: `/log?type=${type}`,
  words,
});
const items = (type: string, words: string): ShownBy => ({
  name: "campaigns.items",
  href: `/campaigns/:campaign/items?type=${type}`,
  words: `${words} of the newest campaign that has any`,
});
const checkpoints: ShownBy = {
  name: "log.checkpoints",
  href: "/log/checkpoints",
  words: "checkpoints, each with the witnesses that cosigned it",
};

export const evidence = {
  sealed: {
    one: "sealed campaign",
    many: "sealed campaigns",
    none: "No campaign has been sealed.",
    query: { name: "campaigns.list", href: "/campaigns?status=sealed", words: "campaigns that are sealed" },
  },
  decisions: {
    one: "decision, a person's",
    many: "decisions, each a person's",
    none: "Nothing has been decided.",
    query: entries("decision.recorded", "entries of decisions, each with who made it"),
  },
  answered: {
    one: "answer to the figures",
    many: "answers to the figures",
    none: "No control owner has answered the figures of a campaign.",
    query: entries("oversight.responded", "entries of control owners' answers"),
  },
  imports: {
    one: "import tied out",
    many: "imports tied out",
    none: "Nothing has been imported.",
    query: entries("snapshot.imported", "entries of imports, each with its counts and hash"),
  },
  rules: {
    one: "version of the rules approved",
    many: "versions of the rules approved",
    none: "Only the rules that ship are in force.",
    query: { name: "rules.page", href: "/rules", words: "versions of the rules, with who approved each" },
  },
  conflicts: {
    one: "item with a finding",
    many: "items with a finding",
    none: "No item had a finding.",
    query: {
      name: "campaigns.coverage",
      href: "/rules/coverage?campaign=:campaign",
      words: "what each rule found in the newest campaign with a finding",
    },
  },
  exceptions: {
    one: "exception",
    many: "exceptions",
    none: "Nothing has been kept under an exception.",
    query: {
      name: "exceptions.list",
      href: "/exceptions?show=all",
      words: "exceptions, whatever became of them",
    },
  },
  seenGone: {
    one: "removal seen gone",
    many: "removals seen gone",
    none: "No removal has been seen gone yet.",
    query: {
      name: "remediation.list",
      href: "/remediation?whose=all&state=seen_gone",
      words: "removals that are seen gone, each with the strength of that",
    },
  },
  credentials: {
    one: "credential reviewed as an item",
    many: "credentials reviewed as items",
    none: "No credential has been an item.",
    query: items("credential", "credentials"),
  },
  machines: {
    one: "machine reviewed as an item",
    many: "machines reviewed as items",
    none: "No non-human identity has been an item.",
    query: items("identity", "services and agents"),
  },
  blind: {
    one: "decision made blind",
    many: "decisions made blind",
    none: "No campaign draws blind items.",
    query: {
      name: "oversight.report_test",
      href: "/campaigns/:campaign/report/blind-arm",
      words: "blind items of the newest campaign that has any, and whether each was decided first",
    },
  },
  challenges: {
    one: "made-up item answered",
    many: "made-up items answered",
    none: "No campaign has had made-up items.",
    query: entries("challenge.answered", "entries of answers to made-up items"),
  },
  models: {
    one: "draft by a model",
    many: "drafts by a model",
    none: "No model has drafted; rules do.",
    query: {
      name: "oversight.report",
      href: "/campaigns/:campaign/report#ai-use",
      words: "who drafted how much of the newest campaign in which a model did",
    },
  },
  evaluations: {
    one: "evaluation",
    many: "evaluations",
    none: "Nothing has been evaluated.",
    query: {
      name: "drafting.evaluations",
      href: "/settings/drafting/:version",
      words: "evaluations of the version examined last",
    },
  },
  signOffs: {
    one: "review signed off",
    many: "reviews signed off",
    none: "No review has been signed off.",
    query: entries("review.signed_off", "entries of sign-offs, each with who vouches for it"),
  },
  cosigned: {
    one: "checkpoint cosigned",
    many: "checkpoints cosigned",
    none: "No witness is configured, or none has answered.",
    query: checkpoints,
  },
  checkpoints: {
    one: "signed checkpoint",
    many: "signed checkpoints",
    none: "The log has no checkpoint yet.",
    query: checkpoints,
  },
  exports: {
    one: "evidence pack made",
    many: "evidence packs made",
    none: "No evidence pack has been made.",
    query: { name: "exports.list", href: "/exports", words: "files that were made, packs among them" },
  },
  feeds: {
    one: "feed to a monitor",
    many: "feeds to a monitor",
    none: "No feed is configured.",
    query: { name: "health.state", href: "/api/health", words: "feeds, and how far each is behind" },
  },
  redacted: {
    one: "prompt redacted",
    many: "prompts redacted",
    none: "Nothing was sent to a model.",
    query: {
      name: "drafts.sent",
      href: "/campaigns/:campaign/items/:item",
      words: "the newest item that a model drafted: what was sent, and what was taken out before",
    },
  },
  overridden: {
    one: "override",
    many: "overrides",
    none: "No recommendation was overridden.",
    query: {
      name: "oversight.report",
      href: "/campaigns/:campaign/report#overrides",
      words: "overrides of the newest campaign that has any, by what the draft said and why",
    },
  },
  retention: {
    one: "class looked through by its daily run",
    many: "classes looked through by their daily runs",
    none: "The daily run has not been yet.",
    query: {
      name: "retention.show",
      href: "/settings/retention",
      words: "periods, last runs, holds and erasures",
    },
  },
} satisfies Record<string, Evidence>;

export type EvidenceName = keyof typeof evidence;
export const evidenceNames = Object.keys(evidence) as EvidenceName[];
