import { jsonDay, jsonObject, jsonPlain, jsonText, jsonWord } from "./canonical-sql";
import { type FactSql, stance } from "./fact-sql";

/** What earlier campaigns say, over the columns of `featuresSql` (as `f`). */
const inCampaign = (name: string, record: string) => ({
  source: jsonObject({
    name: jsonText(name),
    record: jsonText(record),
    snapshot: jsonPlain("f.snapshot_id"),
  }),
  asOf: "f.as_of_text",
});
const campaigns = {
  source: jsonObject({
    name: jsonWord("Countersign"),
    record: jsonText("'earlier campaigns over ' || coalesce(f.application_id, f.source_name)"),
    snapshot: jsonPlain("f.snapshot_id"),
  }),
  asOf: "f.as_of_text",
};

/** Speaks for or against. */
export const decidedFacts: readonly FactSql[] = [
  {
    kind: "history.returned",
    class: "derived",
    when: "f.returned_on IS NOT NULL",
    stance: stance.remove,
    value: { on: jsonDay("f.returned_on") },
    ...campaigns,
  },
  {
    kind: "history.decided",
    class: "observed",
    when: "f.decision_id IS NOT NULL",
    // An earlier keep weighs nothing unless somebody looked; what was removed counts.
    stance: `CASE WHEN f.outcome = 'revoke' THEN ${stance.remove}
      WHEN f.outcome IN ('certify', 'certify_until') AND f.examined THEN ${stance.keep} ELSE ${stance.context} END`,
    bucket: "f.outcome || CASE WHEN f.examined THEN ' examined' ELSE '' END",
    value: {
      on: jsonDay("f.decided_on"),
      by: jsonText("f.decided_by"),
      outcome: jsonText("f.outcome"),
      together: jsonPlain("f.together"),
      blind: jsonPlain("f.blind"),
      second_read: jsonPlain("f.second_read"),
      words: jsonPlain("f.words_then"),
      campaign: jsonText("f.decided_in"),
      seed: jsonText("f.seed"),
    },
    ...inCampaign("f.decided_in", "'decision ' || f.decision_id"),
  },
  {
    kind: "history.revoked_before",
    class: "observed",
    when: "f.revoked_decision IS NOT NULL",
    stance: stance.remove,
    value: { on: jsonDay("f.revoked_on"), by: jsonText("f.revoked_by"), campaign: jsonText("f.revoked_in") },
    ...inCampaign("f.revoked_in", "'decision ' || f.revoked_decision"),
  },
  {
    kind: "history.exception",
    class: "observed",
    when: "f.exception_id IS NOT NULL",
    stance: `CASE WHEN f.exception_until < f.today THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: "f.exception_until < f.today",
    value: {
      on: jsonDay("f.exception_on"),
      until: jsonDay("f.exception_until"),
      by: jsonText("f.exception_by"),
      ended: jsonPlain("f.exception_until < f.today"),
    },
    ...inCampaign("f.exception_in", "'exception ' || f.exception_id"),
  },
  {
    kind: "history.group_decided",
    class: "derived",
    when: "f.group_name IS NOT NULL",
    stance: `CASE WHEN f.group_removed * 2 >= f.group_kept + f.group_removed THEN ${stance.remove}
      WHEN f.group_honest * 2 >= f.group_kept + f.group_removed THEN ${stance.keep} ELSE ${stance.context} END`,
    bucket: `CASE WHEN f.group_removed * 2 >= f.group_kept + f.group_removed THEN 'removed'
      WHEN f.group_honest * 2 >= f.group_kept + f.group_removed THEN 'examined' ELSE 'kept' END`,
    value: {
      group: jsonText("f.group_name"),
      kept: jsonPlain("f.group_kept"),
      removed: jsonPlain("f.group_removed"),
      honest_kept: jsonPlain("f.group_honest"),
    },
    ...campaigns,
  },
];

/** Speaks neither way. */
export const reviewedFacts: readonly FactSql[] = [
  {
    kind: "history.not_decided",
    class: "observed",
    when: "f.not_decided",
    stance: stance.context,
    value: { campaign: jsonText("f.covering") },
    ...campaigns,
  },
  {
    kind: "history.first_seen",
    class: "derived",
    when: "f.first_seen",
    stance: stance.context,
    value: { campaign: jsonText("f.covering") },
    ...campaigns,
  },
  {
    kind: "history.never_reviewed",
    class: "derived",
    when: "f.covering IS NULL",
    stance: stance.context,
    value: {},
    ...campaigns,
  },
];
