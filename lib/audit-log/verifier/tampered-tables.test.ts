import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import {
  edit,
  edited,
  type Files,
  failures,
  linesIn,
  tampered,
  verify,
  withoutLine,
} from "@/lib/testing/tampering";

describe("I20: somebody without the key, who changes the tables and writes the manifest anew,", () => {
  const cases: [string, () => Files, string, string][] = [
    [
      "swaps an outcome in the table",
      () => edited("decisions.csv", (text) => text.replace(",revoke,", ",certify,")),
      "rows",
      'decisions.csv:3: decision is "certify", leaf 4 makes it "revoke"',
    ],
    [
      "names another reviewer",
      () => edited("decisions.csv", (text) => text.replace("person-odalys", "person-teun")),
      "rows",
      'decisions.csv:2: reviewer_id is "person-teun", leaf 3 makes it "person-odalys"',
    ],
    [
      "edits a reason in the table",
      () => edited("decisions.csv", (text) => text.replace("left", "joined")),
      "rows",
      'decisions.csv:3: rationale is "=SUM(A1:A9), "joined" the team',
    ],
    [
      "takes away a formula's apostrophe",
      () => edited("decisions.csv", (text) => text.replace("''- still needed", "'- still needed")),
      "rows",
      'rationale is "- still needed", leaf 6 makes it "\'- still needed"',
    ],
    [
      "drops a row",
      () => edited("decisions.csv", (text) => withoutLine(text, "decision-8")),
      "rows",
      "decisions.csv: has no row for decision decision-8 of leaf 12",
    ],
    [
      "repeats a row",
      () => edited("decisions.csv", (text) => text + linesIn(text).at(-1)),
      "rows",
      "decisions.csv:11: repeats decision decision-9 of line 10",
    ],
    [
      "invents a row",
      () => edited("decisions.csv", (text) => text.replace("decision-8,", "decision-80,")),
      "rows",
      "decisions.csv:9: no leaf records the decision decision-80",
    ],
    [
      "drops an item from the population and the evidence together",
      () =>
        tampered((files) => {
          for (const name of ["population.csv", "items.csv", "evidence.jsonl"]) {
            edit(files, name, (text) => withoutLine(text, "item-5"));
          }
        }),
      "population",
      "leaf 2 (campaign.launched): says 9 items, population.csv has 8",
    ],
    [
      "exchanges one item for another",
      () =>
        tampered((files) => {
          for (const name of ["population.csv", "items.csv", "evidence.jsonl"]) {
            edit(files, name, (text) => text.replaceAll("item-5", "item-50"));
          }
        }),
      "population",
      "leaf 2 (campaign.launched): its root over items and evidence is not the one of population.csv",
    ],
    [
      "edits a fact",
      () => edited("evidence.jsonl", (text) => text.replace('"uses":2', '"uses":0')),
      "population",
      "evidence.jsonl:3: its packet does not have the hash beside it",
    ],
    [
      "puts another packet with its right hash in place",
      () =>
        edited("evidence.jsonl", (text) => {
          const packet = { keys: {}, uses: 0 };
          const line = {
            item: "item-1",
            version: 1,
            hash: toHex(sha256(canonicalRecordBytes(packet))),
            packet,
          };
          return text.replace(/^.*\n/, `${JSON.stringify(line)}\n`);
        }),
      "population",
      "evidence.jsonl:1: its hash is not the one of item item-1 in population.csv:2",
    ],
    [
      "adds a packet of no item",
      () => edited("evidence.jsonl", (text) => text.replace('{"item":"item-2"', '{"item":"item-20"')),
      "population",
      "evidence.jsonl:2: item item-20 is not in population.csv",
    ],
    [
      "drops a packet",
      () => edited("evidence.jsonl", (text) => withoutLine(text, '"item":"item-3"')),
      "population",
      "population.csv:4: item item-3 has no packet in evidence.jsonl",
    ],
    [
      "repeats a packet",
      () => edited("evidence.jsonl", (text) => text + (linesIn(text)[0] ?? "")),
      "population",
      "evidence.jsonl:10: is version 1 of item item-1 where 2 is due",
    ],
    [
      "names another entitlement in every table",
      () =>
        tampered((files) => {
          for (const name of ["population.csv", "items.csv", "decisions.csv"]) {
            edit(files, name, (text) => text.replaceAll("post-journal-1", "read-journal"));
          }
        }),
      "population",
      'evidence.jsonl:2: entitlement_id is "post-journal-1" in the packet of item item-2 and "read-journal" in the tables',
    ],
    [
      "gives an item another holder",
      () => edited("items.csv", (text) => text.replace("identity-7", "identity-70")),
      "population",
      'evidence.jsonl:7: identity_id is "identity-7" in the packet of item item-7 and "identity-70" in the tables',
    ],
    [
      "lists an item twice",
      () => edited("population.csv", (text) => text + (linesIn(text)[3] ?? "")),
      "population",
      "population.csv:13: names item item-3 again",
    ],
    [
      "gives a grant another fate",
      () => edited("population.csv", (text) => text.replace(",covered,", ",forgotten,")),
      "population",
      'population.csv:11: has the unknown fate "forgotten"',
    ],
    [
      "takes an item's evidence away",
      () => edited("population.csv", (text) => text.replace(/[0-9a-f]{64}/, "")),
      "population",
      "population.csv:2: item item-1 has no evidence hash of 64 hexadecimal digits",
    ],
    [
      "excludes without a reason",
      () => edited("population.csv", (text) => text.replace("birthright", "")),
      "population",
      "population.csv:12: is excluded without a reason",
    ],
    [
      "calls an undecided item decided",
      () => edited("items.csv", (text) => text.replace("not_certified,", "decided,certify")),
      "completeness",
      "items.csv:6: item item-5 is called decided, but no leaf decides it",
    ],
    [
      "calls a decided item not certified",
      () => edited("items.csv", (text) => text.replace("decided,revoke", "not_certified,")),
      "completeness",
      "items.csv:3: item item-2 is called not_certified, but leaf 4 decides it",
    ],
    [
      "shows the superseded outcome",
      () => edited("items.csv", (text) => text.replace(/(item-3,.*decided,)revoke/, "$1certify")),
      "completeness",
      'items.csv:4: item item-3 has the outcome "certify", the log has "revoke"',
    ],
    [
      "calls an item open after the close",
      () => edited("items.csv", (text) => text.replace("not_certified", "open")),
      "completeness",
      "leaf 15 (campaign.closed): closes the campaign, but 1 items are called open",
    ],
    [
      "invents a state",
      () => edited("items.csv", (text) => text.replace("not_certified", "settled")),
      "completeness",
      'items.csv:6: has the unknown state "settled"',
    ],
    [
      "gives an item another account",
      () => edited("items.csv", (text) => text.replace("account-4", "account-40")),
      "completeness",
      'items.csv:5: account_id is "account-40", population.csv:5 says "account-4"',
    ],
    [
      "repeats an item's row",
      () => edited("items.csv", (text) => text + (linesIn(text)[4] ?? "")),
      "completeness",
      "items.csv:11: item item-4 stands in line 5 already",
    ],
    [
      "drops an item's row",
      () => edited("items.csv", (text) => withoutLine(text, "item-6")),
      "completeness",
      "population.csv:7: item item-6 has no row in items.csv",
    ],
    [
      "adds an item's row",
      () => edited("items.csv", (text) => text + (linesIn(text)[6] ?? "").replace("item-6", "item-60")),
      "completeness",
      "items.csv:11: item item-60 is not in population.csv",
    ],
    [
      "evens out an equation",
      () =>
        edited("tie-out.json", (text) =>
          text.replace('"excluded":1', '"excluded":2').replace('"grants":11', '"grants":12'),
        ),
      "tie-out",
      "tie-out.json: launch: excluded is 2, by population.csv it is 1",
    ],
    [
      "leaves out the figures of the launch",
      () => edited("tie-out.json", (text) => text.replace('"launch"', '"lunch"')),
      "tie-out",
      "tie-out.json: has no object launch",
    ],
    [
      "loses rows of an import",
      () => edited("tie-out.json", (text) => text.replace('"read":14', '"read":15')),
      "tie-out",
      "tie-out.json: imports[0]: read 15 is not stored 11 + duplicates 2 + rejected 1",
    ],
    [
      "loses items at the close",
      () => edited("tie-out.json", (text) => text.replace('"decided":7', '"decided":6')),
      "tie-out",
      "tie-out.json: close: items 9 is not decided 6 + not_certified 1 + removed 1",
    ],
    [
      "loses a covered grant",
      () => edited("population.csv", (text) => withoutLine(text, "covered")),
      "tie-out",
      "tie-out.json: launch: covered is 1, by population.csv it is 0",
    ],
    [
      "polishes the report",
      () => edited("counts.json", (text) => text.replace('"revoke":2', '"revoke":3')),
      "counts",
      "counts.json: says revoke is 3, counted again it is 2",
    ],
  ];

  it.each(cases)("%s: told", async (_, tamper, name, detail) => {
    const failed = failures(await verify(tamper()));
    expect(failed[name]).toContain(detail);
    expect(failed.manifest).toBeUndefined();
  });
});
