import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, type NodeReader, nodeHash, RootBuilder, rootOf } from "@/lib/audit-log/merkle";
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from "@/lib/audit-log/merkle-proof";
import { sha256 } from "@/lib/audit-log/sha256";
import { vectorFiles, vectorFolder } from "@/lib/testing/vectors";

const folder = vectorFolder("rfc6962");
const files = vectorFiles(folder, ".json");

const leaves = (count: number) =>
  Array.from({ length: count }, (_, at) => leafHash(sha256, toUtf8(`leaf ${at}`)));

/** MTH of RFC 6962, 2.1, as written there. */
function definedRoot(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (only === undefined) return sha256(new Uint8Array(0));
  if (hashes.length === 1) return only;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return nodeHash(sha256, definedRoot(hashes.slice(0, k)), definedRoot(hashes.slice(k)));
}

const readerOver =
  (hashes: readonly Uint8Array[]): NodeReader =>
  ({ level, index }) =>
    definedRoot(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level));

const decode = (text: string) => fromBase64(text) ?? new Uint8Array(0);

type InclusionVector = {
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
};
type ConsistencyVector = {
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[] | null;
  wantErr: boolean;
};

describe("the RFC 6962 vectors", () => {
  it.skipIf(!folder)("are all there", () => {
    expect(files.length).toBe(196);
  });

  it.each(files.filter(({ name }) => name.startsWith("inclusion")))("$name", ({ text }) => {
    const vector: InclusionVector = JSON.parse(text);
    const holds = verifyInclusion(sha256, {
      leafHash: decode(vector.leafHash),
      index: vector.leafIdx,
      size: vector.treeSize,
      proof: (vector.proof ?? []).map(decode),
      root: decode(vector.root),
    });
    expect(holds).toBe(!vector.wantErr);
  });

  it.each(files.filter(({ name }) => name.startsWith("consistency")))("$name", ({ text }) => {
    const vector: ConsistencyVector = JSON.parse(text);
    const holds = verifyConsistency(sha256, {
      oldSize: vector.size1,
      size: vector.size2,
      proof: (vector.proof ?? []).map(decode),
      oldRoot: decode(vector.root1),
      root: decode(vector.root2),
    });
    expect(holds).toBe(!vector.wantErr);
  });
});

describe("hashes", () => {
  it("are those of RFC 6962", () => {
    const hex = (text: string) => toHex(leafHash(sha256, toUtf8(text)));
    expect(toHex(rootOf(sha256, []))).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect(hex("")).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    expect(hex("L123456")).toBe("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  });

  it("do not run into a longer leaf hashed before", () => {
    const long = new Uint8Array(70_000).fill(7);
    expect(leafHash(sha256, long)).toEqual(sha256(Uint8Array.of(0, ...long)));
    expect(leafHash(sha256, long.slice(0, 600))).toEqual(sha256(Uint8Array.of(0, ...long.slice(0, 600))));
    expect(leafHash(sha256, long.slice(0, 5))).toEqual(sha256(Uint8Array.of(0, 7, 7, 7, 7, 7)));
  });
});

describe("a root built leaf by leaf", () => {
  it("is the defined root at every size", () => {
    const hashes = leaves(70);
    const builder = new RootBuilder(sha256);
    for (const [size, hash] of hashes.entries()) {
      expect(builder.root()).toEqual(definedRoot(hashes.slice(0, size)));
      builder.add(hash);
      expect(builder.size).toBe(size + 1);
    }
    expect(builder.root()).toEqual(rootOf(sha256, hashes));
  });
});

const proofs = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat()).map(([size, at, bit]) => ({
  size,
  at: at % size,
  bit,
}));

/** The proof with one bit of one hash changed. */
function flipped(proof: readonly Uint8Array[], bit: number): Uint8Array[] {
  const copy = proof.map((hash) => hash.slice());
  const target = copy[bit % copy.length];
  const at = bit % 32;
  if (target) target[at] = (target[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
}

describe("proofs", () => {
  const all = leaves(300);

  it("of inclusion hold for their leaf and index, and for no other", () => {
    fc.assert(
      fc.property(proofs, ({ size, at, bit }) => {
        const hashes = all.slice(0, size);
        const proof = inclusionProof(sha256, at, size, readerOver(hashes));
        const claim = {
          leafHash: all[at] ?? sha256(toUtf8("")),
          index: at,
          size,
          proof,
          root: definedRoot(hashes),
        };
        expect(verifyInclusion(sha256, claim)).toBe(true);
        if (proof.length > 0)
          expect(verifyInclusion(sha256, { ...claim, proof: flipped(proof, bit) })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, proof: [...proof, claim.root] })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, proof: proof.slice(1) })).toBe(proof.length === 0);
        if (size > 1) expect(verifyInclusion(sha256, { ...claim, index: (at + 1) % size })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, index: at + size })).toBe(false);
      }),
    );
  });

  it("of consistency hold for their two roots, and for no others", () => {
    fc.assert(
      fc.property(proofs, ({ size, at, bit }) => {
        const oldSize = at + 1;
        const root = definedRoot(all.slice(0, size));
        const oldRoot = definedRoot(all.slice(0, oldSize));
        const proof = consistencyProof(sha256, oldSize, size, readerOver(all.slice(0, size)));
        const claim = { oldSize, size, proof, oldRoot, root };
        expect(verifyConsistency(sha256, claim)).toBe(true);
        if (proof.length > 0)
          expect(verifyConsistency(sha256, { ...claim, proof: flipped(proof, bit) })).toBe(false);
        if (oldSize < size) expect(verifyConsistency(sha256, { ...claim, oldRoot: root })).toBe(false);
        expect(verifyConsistency(sha256, { ...claim, proof: [...proof, root] })).toBe(false);
        expect(verifyConsistency(sha256, { ...claim, oldSize: 0 })).toBe(false);
      }),
    );
  });

  it("are verified above 32 bits of size", () => {
    const size = 2 ** 40 + 1;
    const left = sha256(toUtf8("left"));
    const leaf = sha256(toUtf8("leaf"));
    const root = nodeHash(sha256, left, leaf);
    expect(verifyInclusion(sha256, { leafHash: leaf, index: 2 ** 40, size, proof: [left], root })).toBe(true);
    expect(verifyInclusion(sha256, { leafHash: leaf, index: 2 ** 40 - 1, size, proof: [left], root })).toBe(
      false,
    );
    expect(verifyConsistency(sha256, { oldSize: 2 ** 40, size, proof: [leaf], oldRoot: left, root })).toBe(
      true,
    );
  });

  it.each([-1, 3, 0.5, Number.NaN])("of leaf %d in 3 leaves do not exist", (index) => {
    expect(() => inclusionProof(sha256, index, 3, readerOver(all.slice(0, 3)))).toThrow(/out of range/);
    const claim = { leafHash: sha256(toUtf8("")), index, size: 3, proof: [], root: sha256(toUtf8("")) };
    expect(verifyInclusion(sha256, claim)).toBe(false);
  });

  it.each([0, 4, 0.5])("from size %d to 3 do not exist", (oldSize) => {
    expect(() => consistencyProof(sha256, oldSize, 3, readerOver(all.slice(0, 3)))).toThrow(/out of range/);
  });
});
