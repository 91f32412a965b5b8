import { describe, expect, it } from "vitest";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { sha256 } from "@/lib/audit-log/sha256";
import { verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { buildPack, packFiles } from "@/lib/testing/pack";

describe("verify", () => {
  it("x", async () => {
    const pack = buildPack();
    const v = await verifyPack(packFiles(pack.files), {
      sha256,
      ed25519Verify,
      vkey: pack.vkey,
      previous: pack.checkpointAt(5),
    });
    console.log(v.checks.map((c) => `${c.ok} ${c.name}: ${c.detail}`).join("\n"));
    expect(v.ok).toBe(true);
  });
});
