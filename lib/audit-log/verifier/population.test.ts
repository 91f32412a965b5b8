import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, rootOf } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import { rootOfItems } from "@/lib/audit-log/verifier/population";

it("the root over items takes them in the order of their ids' bytes", () => {
  const id = fc.string({ unit: fc.constantFrom("a", "b", "é", "\uffee", "😀", "-"), maxLength: 5 });
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 8 }), (ids) => {
      const sorted = [...ids].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
      const leaves = sorted.map((text) => leafHash(sha256, toUtf8(`${text}\n${text}!`)));
      expect(rootOfItems(sha256, ids, (text) => `${text}!`)).toBe(toHex(rootOf(sha256, leaves)));
    }),
  );
});
