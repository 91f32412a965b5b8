import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { packKey } from "@/lib/testing/pack";
import {
  edited,
  editedLeaves,
  type Files,
  failures,
  sound,
  tampered,
  verify,
  withheld,
  withoutLine,
} from "@/lib/testing/tampering";

describe("I20: somebody without the key, who changes the log's files and writes the manifest anew,", () => {
  const cases: [string, () => Files, string, string][] = [
    [
      "changes the hash of a leaf",
      () =>
        edited("leaves.jsonl", (text) =>
          text.replace(/("i":1,"h":")(.)/, (_, head, digit) => head + (digit === "0" ? "1" : "0")),
        ),
      "root",
      "leaves.jsonl: its root is",
    ],
    [
      "changes the words of a leaf",
      () =>
        editedLeaves((lines) =>
          lines.map((line) => ({
            ...line,
            ...(line.leaf ? { leaf: rewritten(line.leaf, "person-odalys", "person-odalyz") } : {}),
          })),
        ),
      "root",
      "leaves.jsonl:1, leaf 0: its leaf does not have the hash beside it",
    ],
    [
      "drops a leaf",
      () => edited("leaves.jsonl", (text) => withoutLine(text, '{"i":5,')),
      "root",
      "leaves.jsonl:6: has index 6 where 5 is due",
    ],
    [
      "drops a leaf and numbers the rest anew",
      () => editedLeaves((lines) => lines.toSpliced(5, 1)),
      "root",
      "leaves.jsonl: holds 19 leaves, the checkpoint was signed over 20",
    ],
    [
      "adds a leaf",
      () => editedLeaves((lines) => [...lines, ...lines.slice(-1)]),
      "root",
      "leaves.jsonl: holds 21 leaves, the checkpoint was signed over 20",
    ],
    [
      "puts one leaf in the place of another",
      () => editedLeaves((lines) => lines.with(1, lines[5] ?? {})),
      "root",
      "leaves.jsonl: its root is",
    ],
    [
      "repeats a leaf",
      () => editedLeaves((lines) => lines.with(5, lines[4] ?? {})),
      "completeness",
      "leaf 5 (decision.recorded): decision decision-2 was recorded before, at leaf 4",
    ],
    [
      "repeats an item's leaf",
      () => editedLeaves((lines) => lines.with(5, lines[4] ?? {})),
      "chain",
      "leaf 5 (decision.recorded): item item-2 goes from event 1 to 1",
    ],
    [
      "exchanges two leaves",
      () => editedLeaves((lines) => lines.with(6, lines[7] ?? {}).with(7, lines[6] ?? {})),
      "chain",
      "leaf 6 (decision.recorded): item item-3 goes from event 0 to 2",
    ],
    [
      "cuts the log short",
      () => editedLeaves((lines) => lines.slice(0, 12)),
      "root",
      "leaves.jsonl: holds 12 leaves, the checkpoint was signed over 20",
    ],
    [
      "withholds a decision of this campaign as if it were another's",
      () => withheld(4),
      "sealed",
      "leaf 16 (campaign.sealed): counts 13 events of the campaign, the pack discloses 12",
    ],
    [
      "withholds the campaign's last leaf before the seal",
      () => withheld(15),
      "sealed",
      "names another leaf as the campaign's last",
    ],
    [
      "withholds an erasure",
      () => withheld(18),
      "payloads",
      "leaf 11: commits to words that are neither in payloads.jsonl nor named by an erasure",
    ],
    [
      "leaves out the leaves",
      () => tampered((files) => files.delete("leaves.jsonl")),
      "sealed",
      "cannot be checked: leaves.jsonl is missing",
    ],
    [
      "hides the launch",
      () => withheld(2),
      "population",
      "leaves.jsonl: no campaign.launched leaf is disclosed",
    ],
    [
      "moves the checkpoint to another size",
      () => edited("checkpoint", (text) => text.replace("\n20\n", "\n19\n")),
      "signature",
      "checkpoint: The signature by countersign/00112233445566ff+4cca64b1 does not fit its text.",
    ],
    [
      "writes the size another way",
      () => edited("checkpoint", (text) => text.replace("\n20\n", "\n020\n")),
      "signature",
      'cannot be checked: The checkpoint\'s size "020" has leading zeros.',
    ],
    [
      "puts in another key",
      () => edited("vkey", () => packKey("another").vkey),
      "signature",
      "It carries no signature by countersign/00112233445566ff+",
    ],
    [
      "edits a reason in the words",
      () => edited("payloads.jsonl", (text) => text.replace("left", "joined")),
      "payloads",
      "payloads.jsonl:1: its words and salt do not make the commitment beside them",
    ],
    [
      "breaks a line of the words",
      () => edited("payloads.jsonl", (text) => text.replace('"salt"', '"sold"')),
      "payloads",
      "payloads.jsonl:1: is not an object with commit, salt and payload",
    ],
    [
      "repeats a reason",
      () => edited("payloads.jsonl", (text) => text + text.slice(0, text.indexOf("\n") + 1)),
      "payloads",
      "payloads.jsonl:4: repeats the words of commitment",
    ],
    [
      "drops a reason",
      () => edited("payloads.jsonl", (text) => withoutLine(text, "ledger's owner")),
      "payloads",
      "leaf 9: commits to words that are neither",
    ],
    [
      "brings erased words back",
      () =>
        edited("payloads.jsonl", (text) => {
          const commit = /sha256:([0-9a-f]{64})/.exec(JSON.stringify(sound.events[18]?.data))?.[1];
          return `${text}${JSON.stringify({ id: "w", commit, salt: "00", payload: { rationale: "x" } })}\n`;
        }),
      "payloads",
      "holds the words of leaf 11, which leaf 18 says were erased",
    ],
    [
      "exchanges two receipts",
      () =>
        tampered((files) => {
          const [one, other] = ["proofs/decision-1.tlog-proof", "proofs/decision-4.tlog-proof"] as const;
          const [first, second] = [files.get(one), files.get(other)];
          if (first && second) files.set(one, second).set(other, first);
        }),
      "inclusion",
      "proofs/decision-1.tlog-proof: is for leaf 10, the decision is leaf 3",
    ],
    [
      "drops a receipt",
      () => tampered((files) => files.delete("proofs/decision-3b.tlog-proof")),
      "inclusion",
      "proofs/decision-3b.tlog-proof: is missing for the decision of leaf 7",
    ],
    [
      "adds a receipt",
      () => tampered((files) => files.set("proofs/decision-0.tlog-proof", toUtf8(""))),
      "inclusion",
      "proofs/decision-0.tlog-proof: no leaf records its decision",
    ],
    [
      "changes the leaf in a receipt",
      () =>
        edited("proofs/decision-1.tlog-proof", (text) => text.replace(/^extra .*$/m, `extra ${btoa("{}")}`)),
      "inclusion",
      "proofs/decision-1.tlog-proof: does not hold the bytes of leaf 3",
    ],
    [
      "changes a hash in a receipt",
      () => edited("proofs/decision-1.tlog-proof", (text) => text.replace(/^([A-Za-z0-9+/]{43}=)\n/m, "")),
      "inclusion",
      "proofs/decision-1.tlog-proof: its hashes do not lead from leaf 3 to the checkpoint's root",
    ],
    [
      "puts an older checkpoint in a receipt",
      () =>
        edited("proofs/decision-1.tlog-proof", (text) =>
          text.replace(/\n\n[\s\S]*/, `\n\n${sound.checkpointAt(9)}`),
        ),
      "inclusion",
      "proofs/decision-1.tlog-proof: does not end with the pack's checkpoint",
    ],
  ];

  it.each(cases)("%s: told", async (_, tamper, name, detail) => {
    const failed = failures(await verify(tamper()));
    expect(failed[name]).toContain(detail);
    expect(failed.manifest).toBeUndefined();
  });
});

/** A leaf in base64 with some of its text changed. */
function rewritten(leaf: unknown, from: string, to: string): string {
  return btoa(atob(String(leaf)).replace(from, to));
}
