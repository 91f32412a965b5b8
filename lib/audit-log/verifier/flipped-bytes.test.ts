import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sha256 } from "@/lib/audit-log/sha256";
import { verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { packFiles } from "@/lib/testing/pack";
import { checkOf, failures, flipped, sound, tampered, verify } from "@/lib/testing/tampering";

describe("I20: the manifest", () => {
  it("tells any flipped byte of any file, and which file", async () => {
    const names = [...sound.files.keys()].filter((name) => name !== "manifest.json");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (name, at, bits) => {
          const files = new Map(sound.files);
          files.set(name, flipped(files.get(name), at, bits));
          const check = await checkOf(files, "manifest");
          expect(check.ok).toBe(false);
          expect(check.detail).toContain(`${name}: its SHA-256 is`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("tells any change of its own meaning", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const files = new Map(sound.files);
        files.set("manifest.json", flipped(files.get("manifest.json"), at, bits));
        expect((await checkOf(files, "manifest")).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("tells a file that cannot be read", async () => {
    const whole = packFiles(sound.files);
    const bytes = async (name: string) => {
      if (name === "README.txt") throw new Error("README.txt is damaged");
      return whole.bytes(name);
    };
    const { ok, checks } = await verifyPack({ ...whole, bytes }, { sha256, ed25519Verify, jwsVerify });
    expect(ok).toBe(false);
    expect(checks[0]?.detail).toContain("README.txt: README.txt is damaged");
  });

  it("tells a file that was added and one that was taken away", async () => {
    const files = new Map(sound.files);
    files.set("note.txt", toUtf8("hello"));
    files.delete("README.txt");
    expect((await checkOf(files, "manifest")).detail).toBe(
      "README.txt: is in manifest.json but not in the pack; note.txt: is in the pack but not in manifest.json. " +
        "A file was changed, added or removed after the pack was made.",
    );
  });
});

describe("I20: with the manifest written anew, a flipped byte", () => {
  const covered = [
    "leaves.jsonl",
    "checkpoint",
    "vkey",
    "evidence.jsonl",
    "decisions.csv",
    "proofs/decision-4.tlog-proof",
  ];

  it.each(covered)("of %s is still told", async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const last = (sound.files.get(name)?.length ?? 0) - 1;
        const files = tampered((all) => all.set(name, flipped(all.get(name), at % last, bits)));
        const verdict = await verify(files);
        expect(verdict.ok).toBe(false);
        expect(failures(verdict).manifest).toBeUndefined();
      }),
      { numRuns: 120 },
    );
  });

  it("of any file never stops the verifier", async () => {
    const { checks } = await verify(sound.files);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sound.files.keys()),
        fc.nat(),
        fc.nat(255),
        async (name, at, bits) => {
          const files = tampered((all) => all.set(name, flipped(all.get(name), at, bits)));
          expect((await verify(files)).checks).toHaveLength(checks.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});
