import { testClaims } from "@/lib/testing/claims";
import { fact } from "@/lib/testing/packets";
import { roleClaims } from "./claims-role";

const baseline = (holders: number, others: number, includes: boolean, group = "Treasury") =>
  fact("role.baseline", { group, holders, others, includes }, { class: "derived" });
const peers = (holders: number, others: number) =>
  fact("peers.team", { group: "Ana Duarte", holders, others });

testClaims(roleClaims, {
  role_includes: {
    holds: [
      fact("role.includes", { role: "Treasury analyst, Treasury" }),
      fact("role.birthright", { holders: 393, people: 395 }),
    ],
    value: "yes",
    says: "Priya's role “Treasury analyst, Treasury” includes it, and 393 of 395 people hold it.",
    on: ["E1", "E2"],
    blank: [[fact("role.includes", { role: "" })], "Priya's role “without a name” includes it."],
  },
  role_excludes: {
    holds: [fact("role.excludes", { roles: ["Everyone", "Treasury analyst"] })],
    value: "2",
    says: "Neither of Priya's 2 roles includes it.",
    blank: [[fact("role.excludes", { roles: [] })], "No role is recorded for Priya that would include it."],
  },
  baseline_includes: {
    holds: [baseline(13, 16, true)],
    value: "13 of 16",
    says: "It is usual in Treasury: 13 of 16 others hold it.",
    not: [baseline(13, 16, false)],
    blank: [[baseline(16, 16, true, "Clerk")], "It is usual for the job “Clerk”: all 16 others hold it."],
  },
  baseline_excludes: {
    holds: [baseline(1, 16, false)],
    value: "1 of 16",
    says: "It is not usual in Treasury: 1 of 16 others holds it.",
    not: [baseline(8, 16, false)],
    blank: [[baseline(0, 16, false)], "It is not usual in Treasury: none of 16 others holds it."],
  },
  baseline_misses: {
    holds: [baseline(9, 16, false)],
    value: "9 of 16",
    says: "9 of 16 others in Treasury hold it, too few for it to be usual.",
    not: [baseline(9, 16, true)],
    blank: [[baseline(2, 4, false)], null],
  },
  birthright: {
    holds: [fact("role.birthright", { holders: 395, people: 395 })],
    value: "395 of 395",
    says: "All 395 people hold it.",
  },
  granted_directly: {
    holds: [fact("grant.direct", {})],
    value: "yes",
    says: "It was given directly, not through a role or a group.",
  },
  covers_some: {
    holds: [fact("grant.covers", { count: 1, examples: ["mart_pipeline_r"] })],
    value: "1",
    says: "It brings 1 further right with it, among them mart_pipeline_r.",
    not: [fact("grant.covers", { count: 20, examples: [] })],
    blank: [[fact("grant.covers", { count: 0, examples: [] })], "It brings no further rights with it."],
  },
  covers_many: {
    holds: [fact("grant.covers", { count: 31, examples: ["s3:Get", "s3:Put", "s3:List"] })],
    value: "31",
    says: "It brings 31 further rights with it, among them s3:Get and s3:Put.",
    not: [fact("grant.covers", { count: 19, examples: [] })],
    blank: [[fact("grant.covers", { count: 20, examples: [] })], "It brings 20 further rights with it."],
  },
  grant_expired: {
    holds: [fact("grant.expires", { on: "2026-11-19", days: -1 })],
    value: "2026-11-19",
    says: "It was given until 19 November 2026 and is still there.",
    not: [fact("grant.expires", { on: "2026-11-20", days: 0 })],
  },
  grant_expires: {
    holds: [fact("grant.expires", { on: "2026-11-20", days: 0 })],
    value: "2026-11-20",
    says: "It ends by itself on 20 November 2026.",
    not: [fact("grant.expires", { on: "2026-11-19", days: -1 })],
  },
  peers_none: {
    holds: [fact("peers.title", { group: "Treasury analyst", holders: 0, others: 10 })],
    value: "0 of 10",
    says: "None of the 10 others with the same title and department holds it.",
    not: [peers(1, 10)],
    // A group too small to compare with says nothing.
    blank: [[peers(0, 4)], null],
  },
  peers_few: {
    holds: [peers(1, 8)],
    value: "1 of 8",
    says: "Only 1 of the 8 others in the same team holds it.",
    not: [peers(4, 8)],
    blank: [[peers(2, 8)], "2 of the 8 others in the same team hold it."],
  },
  peers_most: {
    holds: [fact("peers.access", { holders: 20, others: 20 })],
    value: "20 of 20",
    says: "All 20 others whose other access is most alike hold it.",
    not: [peers(3, 8)],
    blank: [
      [fact("peers.department", { group: "Treasury", holders: 4, others: 8 })],
      "4 of the 8 others in the same department hold it.",
    ],
  },
});
