import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fact, keeper, machine, mover, packetOf, packets, thin } from "@/lib/testing/packets";
import { type Fact, factKinds } from "./schema";
import { sentenceOf } from "./sentences";
import { viewOf } from "./view";

const said = (one: Fact) => {
  const { sentence, stance, note } = sentenceOf(one, packetOf([one]));
  return [stance, sentence, ...(note ? [note] : [])];
};

const alone = { blind: false, second_read: false, words: false };
const looked =
  "In reviews closed within the last 24 months. Somebody looked: decided blind, read twice, or on its own with words.";
const mined = "Found from who holds what, for want of a role model.";

describe("every kind", () => {
  const examples: [Fact, ...string[]][] = [
    [
      fact("credential.scopes", { names: ["mail.read", "files.read"], unused: ["files.read"] }),
      "remove",
      "It may be used for mail.read and files.read; not used: files.read",
    ],
    [
      fact("credential.scopes", { names: ["mail.read"], unused: [] }),
      "context",
      "It may be used for mail.read, and all of it was used",
    ],
    [
      fact("credential.scopes", { names: ["mail.read"], unused: null }),
      "context",
      "It may be used for mail.read; which of it was used is not reported",
    ],
    [
      fact("credential.first_seen", { on: "2026-11-10", days: 10 }),
      "context",
      "First seen on 10 Nov 2026, 10 days ago",
    ],
    [
      fact("credential.seen_in_text", {
        credential: "access key ending 7QZ2",
        kind: "aws-key",
        place: "the description of Nightly load in Cloud",
        others: 2,
      }),
      "remove",
      "A key of this identity (access key ending 7QZ2) stands in readable text: the description of Nightly load in Cloud, and in 2 other places",
    ],
    [
      fact("credential.seen_in_text", {
        credential: null,
        kind: "uri-credentials",
        place: "request FIN-12",
        others: 0,
      }),
      "remove",
      "A password of this identity stands in readable text: request FIN-12",
    ],
    [
      fact("identity.covers", {
        grants: 5,
        credentials: 2,
        examples: ["Release payments", "Close the year"],
      }),
      "context",
      "Beneath it: 5 grants (Release payments and Close the year among them), 2 keys",
    ],
    [
      fact("identity.covers", { grants: 0, credentials: null, examples: [] }),
      "context",
      "Beneath it: no grant, keys are not reported",
    ],
    [
      fact("nhi.rights", { count: 5, privileged: 1, privilege_unknown: 0, unused: 2, use_unknown: 1 }),
      "remove",
      "5 grants in all, 1 privileged, 2 not used in the last 90 days, use of 1 not reported",
    ],
    [
      fact("nhi.rights", { count: 1, privileged: 0, privilege_unknown: 1, unused: 0, use_unknown: 0 }),
      "context",
      "1 grant in all, none privileged, privilege of 1 not reported, all used within 90 days",
    ],
    [
      fact("nhi.keys", { count: 2, oldest_days: 410, unused: 1, use_unknown: 0 }),
      "remove",
      "2 keys, the oldest 410 days old, 1 not used in the last 90 days",
    ],
    [
      fact("nhi.keys", { count: 1, oldest_days: null, unused: 0, use_unknown: 1 }),
      "context",
      "1 key, age not reported, use of 1 not reported",
    ],
    [
      fact("nhi.last_use", { on: "2026-11-18", days: 2, of: "credential" }),
      "keep",
      "Last used 18 Nov 2026, 2 days ago, with one of its credentials",
    ],
    [
      fact("nhi.last_use", { on: "2026-11-18", days: 2, of: "account" }),
      "keep",
      "Last used 18 Nov 2026, 2 days ago, by the last sign-in or use of one of its accounts",
    ],
    [
      fact("nhi.last_use", { on: "2026-04-14", days: 220, of: "right" }),
      "remove",
      "No use of anything it holds is reported for 220 days; last use 14 Apr 2026, through one of its rights",
    ],
    [
      fact("nhi.reach", {
        applications: 2,
        names: ["ERP", "Vault"],
        privileged: 1,
        privilege_unknown: false,
        classes: ["restricted"],
      }),
      "context",
      "Reaches 2 applications (ERP and Vault), 1 privileged right, data of class restricted",
    ],
    [
      fact("nhi.reach", {
        applications: 1,
        names: ["ERP"],
        privileged: 0,
        privilege_unknown: true,
        classes: [],
      }),
      "context",
      "Reaches 1 application (ERP), no privileged right that is known as such, class of data not reported",
    ],
    [fact("agent.sponsor", { sponsor: "Ana Duarte" }), "context", "Sponsored by Ana Duarte"],
    [
      fact("agent.delegation", { authority: "delegated" }),
      "context",
      "It acts on the authority of the person it works for",
    ],
    [fact("agent.delegation", { authority: "own" }), "context", "It acts on its own authority"],
    [fact("agent.autonomy", { autonomy: "suggests" }), "context", "It suggests; a person acts"],
    [
      fact("agent.autonomy", { autonomy: "acts_with_approval" }),
      "context",
      "It acts once a person has approved",
    ],
    [fact("agent.autonomy", { autonomy: "acts_alone" }), "context", "It acts alone, without asking anybody"],
    [
      fact("agent.model", { model: "lantern-2", provider: "Lantern AI" }),
      "context",
      "Runs on lantern-2, run by Lantern AI",
    ],
    [
      fact("agent.model", { model: null, provider: "Lantern AI" }),
      "context",
      "Its model is run by Lantern AI; which one is not reported",
    ],
    [
      fact("agent.instructions", { names: ["Ana Duarte", "Marek Vrba"] }),
      "context",
      "Ana Duarte and Marek Vrba can change its instructions",
    ],
    [
      fact("agent.family", { parent: "Planner", children: ["Mailer"] }),
      "context",
      "Started by Planner; starts another agent: Mailer",
    ],
    [fact("agent.family", { parent: null, children: ["A", "B"] }), "context", "Starts other agents: A and B"],
    [
      fact(
        "agent.off_switch",
        { how: "Flag in the console", tested: "2026-10-21", days: 30, never_tested: false },
        { class: "asserted" },
      ),
      "unknown",
      "Ledgerwise ERP, on how it is switched off, states “Flag in the console”; last tested 21 Oct 2026, 30 days ago",
    ],
    [
      fact("agent.off_switch", { how: "Ask Otto", tested: null, days: null, never_tested: true }),
      "unknown",
      "Ledgerwise ERP, on how it is switched off, states “Ask Otto”; never tested",
    ],
    [
      fact("agent.off_switch", { how: "Ask Otto", tested: null, days: null, never_tested: false }),
      "unknown",
      "Ledgerwise ERP, on how it is switched off, states “Ask Otto”; whether it was tested is not reported",
    ],
    [
      fact("agent.tools", { granted: 4, used: 2, unused: ["send mail", "pay"] }),
      "remove",
      "Used 2 of 4 tools; not used: send mail and pay",
    ],
    [
      fact("agent.tools", { granted: 1, used: null, unused: [] }),
      "context",
      "May use 1 tool; which of them it used is not reported",
    ],
    [fact("identity.active", { status: "on leave" }), "context", "Employment status: on leave"],
    [
      fact("history.requested", { request: null, by: null, approved_by: "Ana Duarte", on: null }),
      "keep",
      "Approved by Ana Duarte; who requested it is not reported",
    ],
    [fact("role.birthright", { holders: 395, people: 395 }), "keep", "Everyone has this: all 395 people"],
    [fact("identity.left", { on: "2026-09-03", days: 78 }), "remove", "Left on 3 Sep 2026, 78 days ago"],
    [fact("identity.left", { on: null, days: null }), "remove", "Has left; the day is not recorded"],
    [fact("identity.ends_soon", { on: "2026-11-21", days: 1 }), "remove", "Leaves on 21 Nov 2026, in 1 day"],
    [
      fact("identity.moved", {
        from: "Accounts payable",
        to: "Treasury",
        on: "2026-01-12",
        days: 312,
        after_grant: true,
      }),
      "remove",
      "Moved from Accounts payable to Treasury on 12 Jan 2026, 312 days ago, after this was granted",
    ],
    [
      fact("identity.moved", { from: null, to: null, on: "2026-01-12", days: 312, after_grant: null }),
      "unknown",
      "Moved on 12 Jan 2026, 312 days ago; whether this is older is not reported",
    ],
    [
      fact("identity.moved", { from: null, to: "Treasury", on: "2026-11-20", days: 0, after_grant: false }),
      "keep",
      "Moved to Treasury on 20 Nov 2026, the day the data was taken, and this was granted only then or later",
    ],
    [fact("identity.no_manager", {}), "unknown", "Not reported by Ledgerwise ERP: a manager"],
    [fact("identity.not_in_directory", { login: "tmp7" }), "remove", "The directory does not know tmp7"],
    [fact("role.includes", { role: "Treasury" }), "keep", "The role “Treasury” includes this"],
    [
      fact("role.excludes", { roles: ["Everyone", "Treasury"] }),
      "remove",
      "None of the roles held includes this: “Everyone” and “Treasury”",
    ],
    [
      fact("role.birthright", { holders: 950, people: 1000 }),
      "keep",
      "Nearly everyone has this: 950 of 1,000 people",
    ],
    [fact("grant.direct", {}), "context", "Given directly, not through a role or a group"],
    [
      fact("grant.covers", { count: 1, examples: ["Read"] }),
      "context",
      "Brings 1 further right with it: Read",
    ],
    [
      fact("grant.covers", { count: 7, examples: ["A", "B"] }),
      "context",
      "Brings 7 further rights with it: A and B among them",
    ],
    [
      fact("grant.expires", { on: "2026-11-10", days: -10 }),
      "remove",
      "Was given until 10 Nov 2026, 10 days ago, and is still there",
    ],
    [
      fact("grant.expires", { on: "2026-12-02", days: 12 }),
      "context",
      "Ends by itself on 2 Dec 2026, in 12 days",
    ],
    [
      fact("peers.title", { group: "Treasury analyst", holders: 0, others: 10 }),
      "remove",
      "None of 10 others with the title Treasury analyst in Treasury holds this",
    ],
    [
      fact("peers.team", { group: "Ana Duarte", holders: 1, others: 6 }),
      "remove",
      "1 of 6 others who report to Ana Duarte holds this",
    ],
    [
      fact("peers.department", { group: "Treasury", holders: 30, others: 30 }),
      "keep",
      "All 30 others in Treasury hold this",
    ],
    [
      fact("use.last", { on: "2026-04-14", days: 220 }),
      "remove",
      "Not used for 220 days; last use 14 Apr 2026",
    ],
    [fact("use.last", { on: "2026-11-19", days: 1 }), "keep", "Last used 19 Nov 2026, 1 day ago"],
    [
      fact("use.never", { granted_days: null }),
      "remove",
      "Never used; since when it is held is not reported",
    ],
    [fact("use.never", { granted_days: 89 }), "context", "Never used in the 89 days since it was granted"],
    [fact("use.never", { granted_days: 90 }), "remove", "Never used in the 90 days since it was granted"],
    [fact("use.count", { uses: 1, window: 90 }), "keep", "Used once in 90 days"],
    [fact("use.count", { uses: 0, window: 90 }), "remove", "No use in 90 days"],
    [
      fact("use.after_move", { uses: 29, moved: "2026-01-12" }),
      "keep",
      "Used 29 times after the move on 12 Jan 2026",
    ],
    [
      fact("use.after_move", { uses: 0, moved: "2026-01-12" }),
      "remove",
      "Not used after the move on 12 Jan 2026",
    ],
    [
      fact("use.months", { months: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], last_month: "2026-11" }),
      "context",
      "Used in 1 of the last 12 months, once in all",
    ],
    [fact("use.not_reported", {}), "unknown", "Not reported by Ledgerwise ERP: last use"],
    [
      fact("history.granted", { on: "2023-03-05", days: 1356, by: "Marek Vrba" }),
      "context",
      "Granted on 5 Mar 2023, 1,356 days ago, by Marek Vrba",
    ],
    [fact("history.granter_unknown", {}), "unknown", "Not reported by Ledgerwise ERP: who granted it"],
    [
      fact("history.requested", {
        request: "FIN-1",
        by: "Priya Raman",
        approved_by: "Ana Duarte",
        on: "2023-03-01",
      }),
      "keep",
      "Requested by Priya Raman on 1 Mar 2023, approved by Ana Duarte",
      "Request FIN-1",
    ],
    [
      fact("history.requested", {
        request: "FIN-2",
        by: "Priya Raman",
        approved_by: "Priya Raman",
        on: "2023-03-01",
      }),
      "remove",
      "Requested by Priya Raman on 1 Mar 2023, and approved by the same person",
      "Request FIN-2",
    ],
    [
      fact("history.requested", { request: null, by: null, approved_by: null, on: null }),
      "context",
      "Requested; an approval is not reported",
    ],
    [
      fact("history.decided", {
        on: "2025-11-18",
        by: "Marek Vrba",
        outcome: "certify",
        together: 1,
        ...alone,
        words: true,
        campaign: "Q4 2025 review",
        seed: null,
      }),
      "keep",
      "Kept on 18 Nov 2025 by Marek Vrba in Q4 2025 review, on its own, with words",
    ],
    [
      fact("history.decided", {
        on: "2025-11-18",
        by: "Marek Vrba",
        outcome: "certify_until",
        together: 1,
        ...alone,
        campaign: "Q4 2025 review",
        seed: null,
      }),
      "context",
      "Kept until a day on 18 Nov 2025 by Marek Vrba in Q4 2025 review, on its own, without words",
      "Kept like this it says nothing about the need.",
    ],
    [
      fact("history.decided", {
        on: "2025-11-18",
        by: "Marek Vrba",
        outcome: "certify",
        together: 4,
        blind: true,
        second_read: true,
        words: null,
        campaign: "Q4 2025 review",
        seed: null,
      }),
      "keep",
      "Kept on 18 Nov 2025 by Marek Vrba in Q4 2025 review, together with 3 others, before any draft was shown, read by a second person, its words since erased",
    ],
    [
      fact("history.group_decided", { group: "Treasury analyst", kept: 9, removed: 3, honest_kept: 2 }),
      "context",
      "For others with the title Treasury analyst in Treasury this was removed 3 times, kept 9 times, twice with a sign that somebody looked",
      looked,
    ],
    [
      fact("history.group_decided", { group: "Treasury", kept: 0, removed: 6, honest_kept: 0 }),
      "remove",
      "For others in Treasury this was removed 6 times, never kept",
      looked,
    ],
    [
      fact("history.group_decided", { group: "Treasury", kept: 6, removed: 0, honest_kept: 6 }),
      "keep",
      "For others in Treasury this was never removed, kept 6 times, each time with a sign that somebody looked",
      looked,
    ],
    [
      fact("history.exception", { on: "2026-02-01", until: "2026-08-01", by: "Ana Duarte", ended: true }),
      "remove",
      "Kept as an exception that Ana Duarte granted on 1 Feb 2026; it ended on 1 Aug 2026",
    ],
    [
      fact("history.exception", { on: "2026-02-01", until: "2027-02-01", by: "Ana Duarte", ended: false }),
      "context",
      "Kept as an exception that Ana Duarte granted on 1 Feb 2026, until 1 Feb 2027",
    ],
    [
      fact("history.not_decided", { campaign: "Q4 2025 review" }),
      "context",
      "It was in Q4 2025 review, and nobody decided it",
    ],
    [
      fact("role.baseline", { group: "Treasury analyst", holders: 8, others: 9, includes: true }),
      "keep",
      "8 of 9 others with the title Treasury analyst in Treasury hold this: it is part of that job's usual access",
      mined,
    ],
    [
      fact("role.baseline", { group: "Treasury", holders: 0, others: 9, includes: false }),
      "remove",
      "None of 9 others in Treasury holds this: it is outside that department's usual access",
      mined,
    ],
    [
      fact("role.baseline", { group: "Treasury", holders: 6, others: 9, includes: false }),
      "context",
      "6 of 9 others in Treasury hold this: it is outside that department's usual access",
      mined,
    ],
    [
      fact("peers.access", { holders: 3, others: 20 }),
      "remove",
      "Of the 20 people whose other access is most like theirs, 3 hold this",
    ],
    [
      fact("peers.access", { holders: 0, others: 21 }),
      "remove",
      "Of the 21 people whose other access is most like theirs, none holds this",
    ],
    [
      fact("peers.access", { holders: 20, others: 20 }),
      "keep",
      "Of the 20 people whose other access is most like theirs, all hold this",
    ],
    [
      fact("identity.latest_grant", { on: "2026-11-10", days: 10 }),
      "context",
      "Newest grant in Ledgerwise ERP: 10 Nov 2026, 10 days ago",
    ],
    [fact("identity.grants", { count: 14 }), "context", "Holds 14 rights in Ledgerwise ERP in all"],
    [
      fact("history.decided", {
        on: "2025-11-18",
        by: "Marek Vrba",
        outcome: "certify",
        together: 25,
        ...alone,
        campaign: "Q4 2025 review",
        seed: "demo data",
      }),
      "context",
      "Kept on 18 Nov 2025 by Marek Vrba in Q4 2025 review, together with 24 others, without words",
      "Kept like this it says nothing about the need. Made by demo data, not by a person.",
    ],
    [
      fact("history.decided", {
        on: "2025-11-18",
        by: "Marek Vrba",
        outcome: "revoke",
        together: 1,
        ...alone,
        campaign: "Q4 2025 review",
        seed: null,
      }),
      "remove",
      "Removal was decided on 18 Nov 2025 by Marek Vrba in Q4 2025 review, on its own, without words",
    ],
    [
      fact("history.revoked_before", { on: "2024-11-18", by: "Marek Vrba", campaign: "Q4 2024 review" }),
      "remove",
      "Removal was decided before, on 18 Nov 2024 by Marek Vrba in Q4 2024 review",
    ],
    [
      fact("history.returned", { on: "2026-10-02" }),
      "remove",
      "Had been removed and is back: seen again on 2 Oct 2026",
    ],
    [
      fact("history.first_seen", { campaign: "Q4 2025 review" }),
      "context",
      "New: it was not in Q4 2025 review",
    ],
    [fact("history.never_reviewed", {}), "context", "No earlier review covered Ledgerwise ERP"],
    [fact("entitlement.privileged", {}), "context", "Privileged access"],
    [
      fact("entitlement.privilege_unknown", {}),
      "unknown",
      "Not reported by Ledgerwise ERP: whether this is privileged",
    ],
    [
      fact("entitlement.data_class", { data_class: "financial" }),
      "context",
      "Class of the data it reaches: financial",
    ],
    [fact("entitlement.holders", { others: 1 }), "context", "1 other holds this"],
    [fact("entitlement.holders", { others: 2 }), "context", "2 others hold this"],
    [fact("entitlement.no_owner", {}), "unknown", "Not reported by Ledgerwise ERP: who owns this access"],
    [fact("entitlement.undescribed", {}), "unknown", "Not reported by Ledgerwise ERP: what this allows"],
    [
      fact("account.dormant", { on: "2026-06-01", days: 172, never: false }),
      "remove",
      "No sign-in to this account for 172 days; last one 1 Jun 2026",
    ],
    [
      fact("account.dormant", { on: null, days: null, never: true }),
      "remove",
      "Nobody has ever signed in to this account",
    ],
    [
      fact("account.disabled", { status: "locked" }),
      "remove",
      "The account cannot be used; its status: locked",
    ],
    [fact("account.orphan", {}), "remove", "No known person or service holds this account"],
    [
      fact("account.shared", { type: "shared" }),
      "remove",
      "Several people can use this account; its type: shared",
    ],
    [fact("account.no_mfa", {}), "remove", "The account has no second factor"],
    [fact("account.last_holder", {}), "keep", "No one else holds this; removing it leaves no holder"],
    [fact("account.last_admin", {}), "keep", "The only administrator of Ledgerwise ERP"],
    [
      fact("nhi.owner", { owner: "Jonas Falk", backup: null }),
      "context",
      "Jonas Falk answers for it; no backup is reported",
    ],
    [fact("nhi.owner_left", { owner: "Jonas Falk" }), "remove", "Its owner, Jonas Falk, has left"],
    [fact("nhi.no_owner", {}), "remove", "Nobody is named as answering for it"],
    [fact("nhi.acts_for", { names: ["Treasury"] }), "context", "Acts for Treasury"],
    [fact("nhi.dependants", { names: ["A", "B"] }), "keep", "A and B depend on it"],
    [
      fact("nhi.credential", {
        credential: "key-7",
        kind: "API key",
        age_days: 420,
        rotated: null,
        expires: "2026-11-01",
        last_used: null,
        never_used: false,
        scopes: 5,
        scopes_used: 2,
        exposed: null,
      }),
      "remove",
      "API key key-7: 420 days old, expired 1 Nov 2026, last use not reported, 2 of 5 scopes used",
    ],
    [
      fact("rule.failed", {
        rule: "conflict",
        name: "Maintain vendors and pay them",
        other: "Maintain vendors in ERP (account PRAMAN)",
        other_item: null,
        other_owner: null,
        reason: "one person could create a vendor and pay it",
      }),
      "remove",
      "Also holds Maintain vendors in ERP (account PRAMAN).",
      "One person could create a vendor and pay it.",
    ],
    [
      fact("rule.failed", {
        rule: "leaver",
        name: "Nobody who has left still has access",
        other: null,
        other_item: null,
        other_owner: null,
        reason: "left on 3 Sep 2026",
      }),
      "remove",
      "The person has left and the access is still there: left on 3 Sep 2026",
    ],
    [
      fact("text.description", { text: 'Says "keep"', instructs: false, secrets: [] }),
      "unknown",
      "Ledgerwise ERP states “Says 'keep'”",
    ],
    [
      fact("text.request", {
        request: "FIN-2231",
        text: "keep until 2027",
        instructs: true,
        secrets: ["aws-key 1"],
      }),
      "unknown",
      "Ledgerwise ERP, request FIN-2231, states “keep until 2027”",
      "This text tries to instruct its reader. 1 secret was found in it and taken out.",
    ],
    [
      fact("text.purpose", { text: "Loads statements", instructs: false, secrets: [] }),
      "unknown",
      "Ledgerwise ERP, on what it is for, states “Loads statements”",
    ],
    [
      fact("text.wording", { text: "Release payments; can release payments", instructs: false, secrets: [] }),
      "unknown",
      "Unverified wording: “Release payments; can release payments”",
    ],
    [
      fact("text.answer", {
        by: "Priya Raman",
        part: "holder",
        way: "link",
        on: "2026-11-23",
        question: "Do you still need it?",
        text: "Yes",
        instructs: false,
        secrets: [],
      }),
      "unknown",
      "Priya Raman answered on 23 Nov 2026, by e-mail: “Yes”",
      "Asked: “Do you still need it?”",
    ],
  ];

  test.each(examples)("%j", (one, ...expected) => {
    expect(said(one)).toEqual(expected);
  });

  test("has an example here", () => {
    expect(new Set(examples.map(([one]) => one.kind))).toEqual(new Set(factKinds));
  });
});

describe("whatever the values are", () => {
  test("no sentence of a fact or of the view holds undefined, null, NaN or an object", () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const view = viewOf(packet);
        const texts = [
          ...packet.facts.flatMap((f) => [sentenceOf(f, packet).sentence, sentenceOf(f, packet).note ?? ""]),
          view.title,
          view.allows,
          view.who,
          view.checked,
          ...view.findings.map((f) => f.text),
          ...Object.values(view.cards).map((c) => ("sentence" in c ? c.sentence : c.notReported)),
        ];
        for (const text of texts) expect(text).not.toMatch(/undefined|\bnull\b|NaN|\[object|Invalid/u);
      }),
    );
  });

  test("I13: what is only asserted never speaks for keeping, whatever its kind", () => {
    fc.assert(
      fc.property(packets, (packet) => {
        for (const one of packet.facts)
          if (one.class === "asserted") expect(sentenceOf(one, packet).stance).toBe("unknown");
      }),
    );
  });

  test("I13: somebody's text is quoted as theirs, and cannot close its quotation marks", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const one = fact("text.description", { text: `${text}” is true`, instructs: false, secrets: [] });
        const { sentence } = sentenceOf(one, packetOf([one]));
        expect(sentence.startsWith("Ledgerwise ERP states “")).toBe(true);
        expect(sentence.match(/”/gu)).toHaveLength(1);
      }),
    );
  });
});

describe("the view", () => {
  test("of a mover: a title a manager understands, what it allows, the finding, and the pictures from the facts' values", () => {
    const view = viewOf(mover);
    expect(view.title).toBe("Priya Raman can release payments");
    expect(view.allows).toBe("What it allows is not described. Privileged.");
    expect(view.who).toBe(
      "Treasury analyst, Treasury, here since 4 Mar 2019, reports to Ana Duarte, permanent, Lisbon.",
    );
    expect(view.findings).toEqual([
      {
        fact: "E7",
        kind: "Conflict",
        text: "Also holds Maintain vendors. Create vendors and pay them.",
        conflict: true,
      },
    ]);
    expect(view.checked).toBe("Checked against 14 rules: 1 conflict, 2 could not be checked.");
    expect(view.cards.peers).toEqual({
      title: "Others with the title Treasury analyst",
      holders: 0,
      total: 10,
      sentence: "0 of 10 hold this",
    });
    expect(view.cards.history).toEqual({
      title: "History",
      events: [
        { date: "2025-11-18", label: "kept", mark: "dot" },
        { date: "2026-01-12", label: "moved", mark: "square" },
        { date: "2026-11-20", label: "now", mark: "ring" },
      ],
      sentence: "Kept Nov 2025, moved Jan 2026",
    });
    expect(view.facts.map((f) => f.id)).toEqual(["E1", "E2", "E3", "E4", "E5", "E6"]);
  });

  test("names the technical right where no plain phrase is known", () => {
    expect(viewOf({ ...keeper, access: { ...keeper.access, phrase: null } }).title).toBe(
      "Priya Raman holds Release payments in Ledgerwise ERP",
    );
  });

  test("I8: use that is known but not by month shows months as not reported, never as zero", () => {
    const { use } = viewOf(keeper).cards;
    expect(use).toMatchObject({
      title: "Use, Dec to Nov",
      sentence: "Last used 18 Nov 2026, 2 days ago; by month it is not reported",
    });
    expect("months" in use && use.months.every((m) => m.value === null)).toBe(true);
  });

  test("of a thin packet says what the source cannot report and whom to ask", () => {
    const view = viewOf({ ...thin, notReported: ["last use", "when it was granted", "who granted it"] });
    expect(view.thin).toEqual({
      cannotReport: "Ledgerwise ERP does not report last use, when it was granted or who granted it.",
      ask: "Ask Priya Raman what it is needed for, and whoever runs Ledgerwise ERP what it does.",
    });
    expect(view.cards.use).toEqual({ notReported: "Not reported by Ledgerwise ERP: last use" });
    expect(viewOf(keeper).thin).toBeNull();
  });

  test("of a machine names what it is and compares it with its like, if there are any", () => {
    expect(viewOf(machine).who).toBe("Service account.");
    expect(viewOf(machine).cards.peers).toEqual({
      notReported: "Too few others of its sort have access like it to compare with",
    });
    const alike = fact("peers.access", { holders: 2, others: 20 });
    expect(viewOf({ ...machine, facts: [alike] }).cards.peers).toEqual({
      title: "Others whose other access is most alike",
      holders: 2,
      total: 20,
      sentence: "2 of 20 hold this",
    });
    expect(sentenceOf(alike, machine).sentence).toBe(
      "Of the 20 accounts of its sort whose other access is most like its own, 2 hold this",
    );
  });

  test("draws people of like access only where the directory gives no group", () => {
    const alike = fact("peers.access", { holders: 20, others: 20 });
    expect(viewOf(packetOf([alike])).cards.peers).toMatchObject({
      title: "People whose other access is most alike",
      total: 20,
    });
    const team = fact("peers.team", { group: "Ana Duarte", holders: 0, others: 7 });
    expect(viewOf(packetOf([alike, team])).cards.peers).toMatchObject({
      title: "Others who report to Ana Duarte",
    });
  });

  test("shows an exception on the line, and its end once that is past", () => {
    const exception = { on: "2026-02-01", by: "Ana Duarte" };
    const line = (until: string, ended: boolean) =>
      viewOf(packetOf([fact("history.exception", { ...exception, until, ended })])).cards.history;
    expect(line("2026-08-01", true)).toMatchObject({ sentence: "Exception Feb 2026, ended Aug 2026" });
    expect(line("2027-02-01", false)).toMatchObject({ sentence: "Exception Feb 2026" });
  });

  test("I16: a description that instructs is not set above the facts", () => {
    const told = fact("text.description", { text: "Keep this", instructs: true, secrets: [] });
    const view = viewOf(packetOf([told], { access: { ...keeper.access, description: "Keep this" } }));
    expect(view.allows).toContain("Its description tries to instruct its reader");
    expect(view.allows).not.toContain("Keep this");
  });
});
