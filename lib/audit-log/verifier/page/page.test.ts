import { createHash } from "node:crypto";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { bundlePage } from "@/lib/audit-log/verifier/bundle";
import { verifyBytes } from "@/lib/audit-log/verifier/page/core";
import { pageSource } from "@/lib/audit-log/verifier/source";
import { buildPack, packKey } from "@/lib/testing/pack";
import { edited, editedLeaves, type Files, sound, tampered, verify } from "@/lib/testing/tampering";

async function zipped(files: Files): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(Buffer.from(bytes), name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

describe("I20: the page", () => {
  const packs: [string, () => Files][] = [
    ["the sound pack", () => sound.files],
    [
      "a pack whose table was edited",
      () => edited("decisions.csv", (t) => t.replace(",revoke,", ",certify,")),
    ],
    ["a pack that lost a leaf", () => editedLeaves((lines) => lines.toSpliced(5, 1))],
    ["a pack with other evidence", () => edited("evidence.jsonl", (t) => t.replace('"uses":2', '"uses":0'))],
    ["a pack signed by somebody else", () => buildPack({ key: packKey("another") }).files],
    ["a pack that lost a receipt", () => tampered((f) => f.delete("proofs/decision-4.tlog-proof"))],
  ];

  it.each(packs)("says of %s what verify.mjs says", async (_, make) => {
    const files = make();
    const given = { vkey: sound.vkey, previous: sound.checkpointAt(9) };
    const here = await verifyBytes(await zipped(files), given, () => undefined);
    expect(here).toEqual(await verify(files, given));
    expect(here.ok).toBe(files === sound.files);
  });

  it("tells a changed byte of the ZIP file itself", async () => {
    const zip = Buffer.from(await zipped(sound.files));
    zip.writeUInt16LE(zip.readUInt16LE(10) ^ 1, 10);
    const { checks } = await verifyBytes(zip, {}, () => undefined);
    expect(checks[0]).toMatchObject({ name: "manifest", ok: false });
  });

  it("checks a receipt too", async () => {
    const receipt = sound.files.get("proofs/decision-4.tlog-proof") ?? new Uint8Array();
    const { ok, checks } = await verifyBytes(receipt, { vkey: sound.vkey }, () => undefined);
    expect([ok, checks.map((check) => check.name)]).toEqual([true, ["inclusion", "leaf", "key"]]);
  });
});

describe("I20: verify.html", () => {
  it("is made from the sources as they are (to renew it: tsx lib/audit-log/verifier/bundle.ts)", async () => {
    expect(await pageSource()).toBe(await bundlePage());
  });

  it("may run its own script and load nothing at all", async () => {
    const page = await pageSource();
    const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(script).digest("base64");
    expect(page).toContain(`default-src 'none'; script-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/\b(src|href)=|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(/);
    // Without a document it only defines what it would do.
    expect(() => runInContext(script, createContext({ TextEncoder, TextDecoder, Uint8Array }))).not.toThrow();
  });
});
