import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "@/lib/audit-log/sha256";
import { PlainSha256, plainSha256 } from "@/lib/audit-log/sha256-plain";

it("I20: SHA-256 in plain code is Node's, in one piece and in any", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.uint8Array({ maxLength: 150 })),
      (one, parts) => {
        expect(plainSha256(one)).toEqual(new Uint8Array(sha256(one)));
        const hash = new PlainSha256();
        for (const part of parts) hash.update(part);
        expect(hash.digest()).toEqual(new Uint8Array(sha256(Buffer.concat(parts))));
      },
    ),
  );
});
