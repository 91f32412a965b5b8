import { describe, expect, it } from "vitest";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, type JsonObject } from "@/lib/audit-log/canonical";
import { parseLeaf, placeOf, unprefixed, unprefixedAt } from "@/lib/audit-log/verifier/leaf";

const hash = "0".repeat(64);
const event: JsonObject = {
  v: 1,
  id: "event-1",
  at: "2031-01-05T09:00:00.000Z",
  type: "item.reassigned",
  actor: { kind: "person", id: "person-odalys", authn: "oidc" },
  campaign: "c",
  item: "i",
  item_seq: 1,
  prev: null,
  refs: { evidence: `sha256:${hash}` },
  commit: `sha256:${hash}`,
  data: { "10": "ten", "9": "nine" },
};

const read = (changes: JsonObject) => parseLeaf(canonicalRecord({ ...event, ...changes }), 7, hash);

describe("a leaf", () => {
  it("is read, with names that look like numbers in canonical order", () => {
    const leaf = read({});
    expect(leaf).toMatchObject({ index: 7, hash, item: "i", itemSeq: 1, prev: undefined, commit: hash });
    expect(placeOf(leaf)).toBe("leaf 7 (item.reassigned)");
  });

  it.each<[JsonObject, string]>([
    [{ v: 2 }, "is of version 2, which this verifier does not know"],
    [{ id: 1 }, "lacks its id, time or type"],
    [{ actor: null }, "names no actor"],
    [{ actor: { kind: "person", id: "" } }, "names no actor"],
    [{ actor: { kind: "robot", id: "r" } }, "names an actor of the unknown kind robot"],
    [{ actor: { kind: "system:", id: "r" } }, "names an actor of the unknown kind system:"],
    [{ data: [] }, "has no data"],
    [{ item: 3 }, "has no text for its item"],
    [{ item_seq: 0 }, "has no count from 1 for its item_seq"],
    [{ prev: hash }, 'has no "sha256:" and 64 digits for its prev'],
    [{ commit: `sha256:${hash.slice(1)}A` }, 'has no "sha256:" and 64 digits for its commit'],
  ])("with %j is refused", (changes, message) => {
    expect(() => read(changes)).toThrow(new Error(message));
  });

  it.each([
    "",
    "[]",
    "{",
    canonicalRecord(event).replace('"v":1', '"v":1,"v":1'),
    canonicalRecord(event).replace('"v":1', '"v": 1'),
    canonicalRecord(event).replace('"v":1', '"v":1.0'),
    canonicalRecord(event).replace("person-odalys", "person\\u002dodalys"),
  ])("written another way (%j) is refused", (text) => {
    expect(() => parseLeaf(text, 0, hash)).toThrow("is not the one canonical text of a JSON object");
  });

  it("names a hash by its prefix only", () => {
    expect(unprefixed(`sha256:${hash}`)).toBe(hash);
    expect([hash, `sha1:${hash}`, `sha256:${hash}0`, 5, null].map(unprefixed)).toEqual(
      Array(5).fill(undefined),
    );
    const room = new Uint8Array(32);
    const at = (text: string) => unprefixedAt(toUtf8(`"${text}"`), 1, 1 + text.length, room);
    expect(at(`sha256:${"5a".repeat(32)}`)).toBe(true);
    expect(toHex(room)).toBe("5a".repeat(32));
    const others = [
      hash,
      `sha1:00${hash}`,
      `sha256:${hash}0`,
      `sha256:${hash.slice(1)}A`,
      `sha256:${hash.slice(1)}"`,
    ];
    expect(others.map(at)).toEqual(others.map(() => false));
  });
});
