import { testClaims } from "@/lib/testing/claims";
import { fact } from "@/lib/testing/packets";
import { identityClaims } from "./claims-identity";

const moved = (after_grant: boolean | null, more: { from?: string | null; to?: string | null } = {}) =>
  fact("identity.moved", {
    from: "Accounts payable",
    to: "Treasury",
    on: "2026-03-03",
    days: 262,
    after_grant,
    ...more,
  });

testClaims(identityClaims, {
  identity_active: {
    holds: [fact("identity.active", { status: "on leave" })],
    value: "yes",
    says: "Priya has the status on leave in the directory.",
  },
  identity_left: {
    holds: [fact("identity.left", { on: "2026-09-19", days: 62 })],
    value: "2026-09-19",
    says: "Priya left on 19 September 2026, 62 days before the data were read.",
    blank: [[fact("identity.left", { on: null, days: null })], "Priya has left; the date is not recorded."],
  },
  identity_ends_soon: {
    holds: [
      fact("identity.ends_soon", { on: "2026-12-24", days: 34 }),
      fact("grant.expires", { on: "2026-12-24", days: 34 }),
    ],
    value: "2026-12-24",
    says: "Priya leaves on 24 December 2026, and this access ends by itself on that day.",
    on: ["E1", "E2"],
    blank: [
      [fact("identity.ends_soon", { on: "2026-11-21", days: 1 })],
      "Priya leaves on 21 November 2026, 1 day after the data were read.",
    ],
  },
  newest_grant: {
    holds: [fact("identity.latest_grant", { on: "2026-05-14", days: 190 })],
    value: "2026-05-14",
    says: "The newest grant that Priya has there is of 14 May 2026.",
  },
  grants_held: {
    holds: [fact("identity.grants", { count: 1 })],
    value: "1",
    says: "Priya holds 1 right there in all.",
  },
  moved_after_grant: {
    holds: [moved(true)],
    value: "2026-03-03",
    says: "Priya moved from Accounts payable to Treasury on 3 March 2026, after this access was granted.",
    not: [moved(false)],
    blank: [
      [moved(true, { from: null, to: null })],
      "Priya changed posts on 3 March 2026, after this access was granted.",
    ],
  },
  moved_unused_since: {
    holds: [moved(true), fact("use.last", { on: "2026-02-27", days: 266 })],
    value: "2026-03-03",
    says: "Priya moved from Accounts payable to Treasury on 3 March 2026, after this access was granted, and has not used it since; the last use was on 27 February 2026.",
    on: ["E1", "E2"],
    not: [moved(true), fact("use.last", { on: "2026-03-03", days: 262 })],
    // A source that reports no use says nothing of use (I8).
    blank: [[moved(true), fact("use.not_reported", {})], null],
  },
  moved_before_grant: {
    holds: [moved(false)],
    value: "2026-03-03",
    says: "Priya moved from Accounts payable to Treasury on 3 March 2026 and was given this access on that day or later.",
    not: [moved(null)],
  },
  moved_grant_undated: {
    holds: [moved(null)],
    value: "2026-03-03",
    says: "Priya moved from Accounts payable to Treasury on 3 March 2026; whether this access is older is not recorded.",
    not: [moved(true)],
  },
  no_manager: {
    holds: [fact("identity.no_manager", {})],
    value: "yes",
    says: "No manager is recorded for Priya.",
  },
  not_in_directory: {
    holds: [fact("identity.not_in_directory", { login: "PRAMAN" })],
    value: "yes",
    says: "The account PRAMAN belongs to nobody in the directory.",
    blank: [
      [fact("identity.not_in_directory", { login: null })],
      "The account belongs to nobody in the directory.",
    ],
  },
  accountable_owner: {
    holds: [fact("nhi.owner", { owner: "Jonas Falk", backup: "Ana Duarte" })],
    value: "yes",
    says: "Jonas Falk answers for it, with Ana Duarte as backup.",
    not: [
      fact("nhi.owner", { owner: "Jonas Falk", backup: null }),
      fact("nhi.owner_left", { owner: "Jonas Falk" }),
    ],
    blank: [
      [fact("nhi.owner", { owner: "Jonas Falk", backup: null })],
      "Jonas Falk answers for it; no backup is named.",
    ],
  },
  owner_left: {
    holds: [
      fact("nhi.owner_left", { owner: "Jonas Falk" }),
      fact("nhi.owner", { owner: "Jonas Falk", backup: "Ana Duarte" }),
    ],
    value: "yes",
    says: "Jonas Falk, who answered for Priya, has left; Ana Duarte is named as backup.",
    on: ["E1", "E2"],
    blank: [
      [fact("nhi.owner_left", { owner: "Jonas Falk" })],
      "Jonas Falk, who answered for Priya, has left.",
    ],
  },
  no_accountable_owner: {
    holds: [fact("nhi.no_owner", {})],
    value: "yes",
    says: "Nobody is named as answering for Priya.",
  },
  acts_for: {
    holds: [fact("nhi.acts_for", { names: ["Treasury", "Sales", "Legal", "Production", "Logistics"] })],
    value: "5",
    says: "Priya acts for Treasury, Sales, Legal and 2 more.",
    blank: [[fact("nhi.acts_for", { names: [] })], "Priya is not recorded as acting for anybody."],
  },
  dependants: {
    holds: [fact("nhi.dependants", { names: ["Dealer portal"] })],
    value: "1",
    says: "Dealer portal depends on Priya.",
    not: [fact("nhi.dependants", { names: [] })],
    blank: [
      [fact("nhi.dependants", { names: ["", "Dealer portal"] })],
      "Something without a name and Dealer portal depend on Priya.",
    ],
  },
});
