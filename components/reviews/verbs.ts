import type { Outcome } from "@/lib/reviews/schema";

export const VERBS = ["keep", "remove", "keep_until", "change", "dont_know"] as const;
export type Verb = (typeof VERBS)[number];

/** Names and keys of the verbs. They are the same on every item, whatever the draft says. */
export const VERB_TEXT: Record<Verb, { button: string; said: string; key: string }> = {
  keep: { button: "Keep", said: "Keep", key: "1" },
  remove: { button: "Remove", said: "Remove", key: "2" },
  keep_until: { button: "Keep until…", said: "Keep until", key: "3" },
  change: { button: "Change…", said: "Change", key: "4" },
  dont_know: { button: "Don’t know", said: "Don’t know", key: "0" },
};

/** What each verb that decides is recorded as. */
export const OUTCOME = {
  keep: "certify",
  remove: "revoke",
  keep_until: "certify_until",
  change: "modify",
} as const satisfies Record<Exclude<Verb, "dont_know">, Outcome>;
