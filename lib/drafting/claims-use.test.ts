import { testClaims } from "@/lib/testing/claims";
import { fact } from "@/lib/testing/packets";
import { useClaims } from "./claims-use";

const last = (on: string, days: number) => fact("use.last", { on, days });
const counted = (uses: number) => fact("use.count", { uses, window: 90 });
const after = (uses: number) => fact("use.after_move", { uses, moved: "2026-01-12" }, { class: "derived" });
const months = (...of: number[]) => fact("use.months", { months: of, last_month: "2026-11" });

testClaims(useClaims, {
  used_recently: {
    holds: [last("2026-11-18", 2), counted(142)],
    value: "2026-11-18",
    says: "It was used 142 times in 90 days, last on 18 November 2026.",
    on: ["E1", "E2"],
    not: [last("2026-10-20", 31)],
    blank: [
      [last("2026-11-19", 1)],
      "It was last used on 19 November 2026, 1 day before the data were read.",
    ],
  },
  used_lately: {
    holds: [last("2026-10-01", 50), counted(1)],
    value: "2026-10-01",
    says: "It was used once in 90 days, on 1 October 2026.",
    on: ["E1", "E2"],
    not: [last("2026-08-22", 90)],
    blank: [
      [last("2026-10-01", 50), counted(0)],
      "It was last used on 1 October 2026, 50 days before the data were read.",
    ],
  },
  used_after_leaving: {
    holds: [last("2026-09-25", 56), fact("identity.left", { on: "2026-09-19", days: 62 })],
    value: "2026-09-25",
    says: "It was used on 25 September 2026, after Priya left on 19 September 2026.",
    on: ["E1", "E2"],
    not: [last("2026-09-19", 62), fact("identity.left", { on: "2026-09-19", days: 62 })],
    blank: [[last("2026-09-25", 56), fact("identity.left", { on: null, days: null })], null],
  },
  unused: {
    holds: [last("2026-04-14", 220)],
    value: "220 days, since 2026-04-14",
    says: "It has not been used for 220 days, since 14 April 2026.",
    not: [last("2026-08-23", 89)],
  },
  never_used: {
    holds: [fact("use.never", { granted_days: 141 })],
    value: "141",
    says: "It was never used in the 141 days since it was granted.",
    not: [fact("use.never", { granted_days: 89 })],
    blank: [[fact("use.never", { granted_days: null })], null],
  },
  never_used_yet: {
    holds: [fact("use.never", { granted_days: 1 })],
    value: "1",
    says: "It has not been used yet, 1 day after it was granted.",
    not: [fact("use.never", { granted_days: 90 })],
    blank: [
      [fact("use.never", { granted_days: 0 })],
      "It was granted on the day the data were read and has not been used yet.",
    ],
  },
  never_used_undated: {
    holds: [fact("use.never", { granted_days: null })],
    value: "yes",
    says: "It was never used; since when it is held is not recorded.",
    not: [fact("use.never", { granted_days: 7 })],
  },
  used_often: {
    holds: [counted(2)],
    value: "2 in 90 days",
    says: "It was used twice in 90 days.",
    not: [counted(0)],
  },
  no_use_in_window: {
    holds: [counted(0)],
    value: "0 in 90 days",
    says: "No use was recorded in 90 days.",
    // Younger than the window: then it says little.
    not: [counted(0), fact("history.granted", { on: "2026-11-12", days: 8, by: null })],
    blank: [[counted(0), fact("use.never", { granted_days: null })], "No use was recorded in 90 days."],
  },
  used_after_move: {
    holds: [after(29), last("2026-04-14", 220)],
    value: "29 after 2026-01-12",
    says: "It was used 29 times after the move on 12 January 2026, until 14 April 2026.",
    on: ["E1", "E2"],
    not: [after(0)],
    blank: [[after(1)], "It was used once after the move on 12 January 2026."],
  },
  no_use_after_move: {
    holds: [after(0)],
    value: "0 after 2026-01-12",
    says: "It was not used after the move on 12 January 2026.",
    not: [after(1)],
  },
  use_stopped: {
    holds: [months(9, 9, 6, 9, 7, 15, 7, 4, 1, 0, 0, 0)],
    value: "3",
    says: "It was used in none of the last 3 months, but in some before.",
    not: [months(9, 9, 6, 9, 7, 15, 7, 4, 1, 1, 0, 0)],
    blank: [[months(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)], null],
  },
  used_every_month: {
    holds: [months(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2)],
    value: "13",
    says: "It was used in each of the last 12 months, 13 times in all.",
    not: [months(1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 2)],
  },
});
