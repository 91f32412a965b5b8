import { describe, expect, it } from "vitest";
import { toBase64, toHex, toUtf8 } from "./bytes";
import { signCheckpoint } from "./checkpoint";
import { ed25519Verify, generateKeyPem, readLogKey } from "./ed25519";
import { leafHash, type NodeReader, rootOf } from "./merkle";
import { consistencyProof, inclusionProof, verifyInclusion } from "./merkle-proof";
import { checkConsistency, checkProof, consistencyWords, type Means, pathOf } from "./page-proof";
import { sha256Pure } from "./sha256-pure";
import { formatTlogProof } from "./tlog-proof";

const key = readLogKey("countersign/test", generateKeyPem());
const means: Means = { sha256: sha256Pure, verify: ed25519Verify, vkey: key.vkey };
const leaves = Array.from({ length: 23 }, (_, i) => toUtf8(`{"entry":${i}}`));
const hashes = leaves.map((l) => leafHash(sha256Pure, l));
const reader: NodeReader = ({ level, index }) =>
  rootOf(sha256Pure, hashes.slice(index * 2 ** level, (index + 1) * 2 ** level));
const rootAt = (size: number) => rootOf(sha256Pure, hashes.slice(0, size));
const noteAt = (size: number, root = rootAt(size), signer = key) =>
  signCheckpoint({ origin: signer.name, size, root }, [signer]);
const proofText = (index: number, size: number) =>
  formatTlogProof({
    ...(leaves[index] ? { extra: leaves[index] } : {}),
    index,
    hashes: inclusionProof(sha256Pure, index, size, reader),
    checkpoint: noteAt(size),
  });

describe("an entry's proof, checked in a page", () => {
  it("says where the entry stands, by whom the checkpoint is signed, and the way between them", async () => {
    for (const size of [1, 2, 3, 8, 23])
      for (let index = 0; index < size; index++) {
        const checked = await checkProof(proofText(index, size), means);
        expect(checked.checks.map((c) => c.ok)).toEqual([true, true]);
        expect(checked.checks[0]?.sentence).toBe(
          `This entry stands at #${index} of the ${size} entries under this checkpoint.`,
        );
        expect(checked).toMatchObject({ index, size, leaf: `{"entry":${index}}`, cosigners: [] });
        expect(checked.path.at(-1)?.hash ?? checked.leafHash).toBe(toHex(rootAt(size)));
      }
  });

  it("has a way that ends at the root exactly where the proof holds", () => {
    for (let size = 1; size <= 23; size++)
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(sha256Pure, index, size, reader);
        const claim = { leafHash: leafHash(sha256Pure, toUtf8("x")), index, size, proof };
        const path = pathOf(sha256Pure, claim);
        expect(path).toHaveLength(proof.length);
        const root = rootAt(size);
        expect((path.at(-1)?.hash ?? toHex(claim.leafHash)) === toHex(root)).toBe(
          verifyInclusion(sha256Pure, { ...claim, root }),
        );
      }
  });

  it("tells another place, another entry, and another log's key", async () => {
    const moved = await checkProof(proofText(4, 23).replace("index 4", "index 5"), means);
    expect(moved.checks[0]).toMatchObject({
      ok: false,
      sentence: expect.stringContaining("it is not at #5"),
    });
    const changed = proofText(4, 23).replace(
      toBase64(toUtf8('{"entry":4}')),
      toBase64(toUtf8('{"entry":9}')),
    );
    expect((await checkProof(changed, means)).checks[0]?.ok).toBe(false);
    const other = readLogKey("countersign/other", generateKeyPem());
    const elsewhere = await checkProof(proofText(4, 23), { ...means, vkey: other.vkey });
    expect(elsewhere.checks.map((c) => c.ok)).toEqual([true, false]);
    const forged = readLogKey(key.name, generateKeyPem());
    const unsigned = await checkProof(proofText(4, 23), { ...means, vkey: forged.vkey });
    expect(unsigned.checks[1]).toMatchObject({
      ok: false,
      sentence: expect.stringContaining("not signed by"),
    });
  });

  it("says that it could not tell where the browser cannot check signatures, and never that it holds", async () => {
    const verify = () => Promise.reject(new Error("NotSupportedError"));
    const checked = await checkProof(proofText(0, 3), { ...means, verify });
    expect(checked.checks.map((c) => c.ok)).toEqual([true, null]);
    expect((await checkProof(proofText(0, 3), { ...means, vkey: null })).checks[1]?.ok).toBeNull();
  });

  it("refuses in one sentence what is no proof", async () => {
    await expect(checkProof("c2sp.org/tlog-proof@v1\n", means)).rejects.toThrow("no blank line");
    const bare = proofText(0, 3).replace(/^extra .*\n/m, "");
    await expect(checkProof(bare, means)).rejects.toThrow("carries no entry");
  });
});

describe("two checkpoints, compared in a page", () => {
  it("contains everything that the earlier one had, for every pair", async () => {
    for (let old = 1; old <= 23; old++)
      for (let size = old; size <= 23; size++) {
        const proof = consistencyProof(sha256Pure, old, size, reader).map(toBase64);
        const checks = await checkConsistency({ old: noteAt(old), new: noteAt(size), proof }, means);
        expect(checks.map((c) => c.ok)).toEqual([true, true, true]);
        expect(checks[0]?.sentence).toContain(
          old === size ? `Both are checkpoint #${size}` : `contains everything that #${old} had`,
        );
      }
  });

  it("tells a rewritten history, and one that was rolled back and went on", async () => {
    const proof = consistencyProof(sha256Pure, 8, 23, reader).map(toBase64);
    const rewritten = noteAt(
      23,
      rootOf(sha256Pure, [...hashes.slice(0, 5), ...hashes.slice(6), hashes[0] ?? rootAt(1)]),
    );
    const [check] = await checkConsistency({ old: noteAt(8), new: rewritten, proof }, means);
    expect(check).toMatchObject({
      ok: false,
      sentence: expect.stringContaining("does not contain what #8 had"),
    });
    const fork = await checkConsistency({ old: noteAt(8, rootAt(7)), new: noteAt(8), proof: [] }, means);
    expect(fork[0]).toMatchObject({ ok: false, sentence: expect.stringContaining("say different things") });
    const other = readLogKey("countersign/other", generateKeyPem());
    const two = await checkConsistency({ old: noteAt(8, rootAt(8), other), new: noteAt(23), proof }, means);
    expect(two.map((c) => c.ok)).toEqual([false, false, true]);
  });

  it("is said in words", () => {
    expect(consistencyWords({ oldSize: 80, size: 120, holds: true })).toBe(
      "Checkpoint #120 contains everything that #80 had, in the same order, and 40 more entries after it.",
    );
    expect(consistencyWords({ oldSize: 80, size: 81, holds: true })).toContain("and 1 more entry after it.");
    expect(consistencyWords({ oldSize: 1_080, size: 1_200, holds: false })).toMatch(
      /^Checkpoint #1,200 does not contain what #1,080 had: /,
    );
    expect(consistencyWords({ oldSize: 5, size: 5, holds: true })).toBe(
      "Both are checkpoint #5, over the same entries.",
    );
  });
});
