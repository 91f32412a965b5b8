import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { head } from "@/lib/audit-log/queries";
import { sequence } from "@/lib/audit-log/sequencer";
import { parseTlogProof } from "@/lib/audit-log/tlog-proof";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { overrideEnv } from "@/lib/env";
import { requestExport } from "@/lib/exports/commands";
import { list } from "@/lib/exports/queries";
import { buildExport } from "@/lib/exports/worker";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { timestampAuthority } from "@/lib/testing/timestamp-authority";
import { type WorldPerson, world } from "@/lib/testing/world";
import { initWitness, openLedger } from "./ledger";
import { witnessServer } from "./listener";
import { run } from "./program";

const authority = timestampAuthority();
let end: () => Promise<void>;
let dir: string;
let admin: WorldPerson;
let auditor: WorldPerson;
let campaign: string;
let stop: () => void;
const restores: (() => void)[] = [];
const at = (name: string) => path.join(dir, name);

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "countersign-witnessed-"));
  restores.push(overrideEnv({ data: at("data") }));
  ({ end } = await freshDatabase());
  const w = world();
  const { source } = await w.source("ERP", {
    identities: [
      { id: "boss", name: "Bo Boss" },
      { id: "p1", name: "Pia One", managerId: "boss" },
    ],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: [{ id: "a1", applicationId: "erp", identityId: "p1" }],
    entitlements: [{ id: "read", applicationId: "erp", name: "ERP_READ" }],
    grants: [{ accountId: "a1", entitlementId: "read" }],
  });
  await w.person({ name: "Bo Boss", identity: { source, id: "boss" } });
  const fallback = await w.person({ name: "Fay Fallback" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await w.person({ name: "Ines Inspector", roles: ["auditor"] });
  campaign = (
    await launchNow(admin.ctx, { name: "Q4", sources: ["ERP"], fallback: fallback.id, due: "2099-12-31" })
  ).campaign;
  await sequence();

  const { vkey } = await read(auditor.ctx, head, {});
  const kept = initWitness(at("witness"), "audit.example", [vkey ?? ""]);
  const ledger = openLedger(at("witness"));
  const server = witnessServer(ledger, () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stop = () => {
    server.close();
    server.closeAllConnections();
    ledger.close();
  };
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  writeFileSync(at("log.vkey"), `${vkey}\n`);
  writeFileSync(at("tsa.pem"), authority?.root ?? "");
  restores.push(
    overrideEnv({
      anchors: {
        witnesses: `${kept.vkey} http://127.0.0.1:${port}`,
        tsa: await authority?.listen(),
        archive: { to: at("archive"), days: 30, mode: "COMPLIANCE" },
      },
    }),
  );
});
afterAll(async () => {
  stop();
  await authority?.stop();
  for (const restore of restores.reverse()) restore();
  await end();
  rmSync(dir, { recursive: true, force: true });
});

async function built(): Promise<string> {
  const { export: id } = await perform(auditor.ctx, requestExport, { campaign });
  await buildExport({ export: id });
  const [found] = await read(auditor.ctx, list, { export: id });
  expect(found).toMatchObject({ state: "done", problem: null });
  return path.join(at("data"), "exports", `${id}.zip`);
}

describe("I20: a pack whose checkpoint others signed too", () => {
  let pack = "";
  it("is cosigned and stamped before it is built, and verifies offline with the keys that auditors hold", async () => {
    await closeNow(admin.ctx, { id: campaign });
    pack = await built();
    const { ok, checks } = await verifyPath(pack, {
      vkey: at("log.vkey"),
      witness: [at("witness/witness.vkey")],
      ...(authority ? { tsa: at("tsa.pem") } : {}),
    });
    expect(checks.filter((c) => c.ok === false)).toEqual([]);
    expect(ok).toBe(true);
    expect(checks).toContainEqual(
      expect.objectContaining({
        name: "witnesses",
        ok: true,
        detail: expect.stringContaining("audit.example"),
      }),
    );
    if (authority)
      expect(checks).toContainEqual(
        expect.objectContaining({
          name: "timestamps",
          ok: true,
          detail: expect.stringContaining("Example time stamping"),
        }),
      );
  });

  it("has the same cosigned checkpoint in each of its receipts, and the same bytes once more", async () => {
    const zip = openZip(pack);
    const text = async (name: string) => Buffer.from(await zip.bytes(name)).toString("utf8");
    const checkpoint = await text("checkpoint");
    expect(checkpoint.match(/^— /gmu)).toHaveLength(2);
    for (const name of zip.names().filter((n) => n.endsWith(".tlog-proof")))
      expect(parseTlogProof(await text(name)).checkpoint).toBe(checkpoint);
    zip.close();
    expect(readFileSync(await built()).equals(readFileSync(pack))).toBe(true);
  });

  it("is known to its witness, offline", async () => {
    const lines: string[] = [];
    const code = await run(
      ["check", pack, "--dir", at("witness"), "--json"],
      (l) => lines.push(l),
      Promise.resolve(),
    );
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      checks: [
        { name: "log", ok: true },
        { name: "root", ok: true },
        { name: "cosigned", ok: true },
        { name: "continues", ok: true },
      ],
    });
    expect(code).toBe(0);
  });

  it("stands in the archive under its hash", () => {
    const kept = readdirSync(at("archive/packs"));
    expect(kept).toHaveLength(1);
    expect(readFileSync(at(`archive/packs/${kept[0]}`)).equals(readFileSync(pack))).toBe(true);
  });

  it("does not verify for a witness that never saw it", async () => {
    initWitness(at("stranger"), "stranger.example", [readFileSync(at("log.vkey"), "utf8")]);
    const { ok, checks } = await verifyPath(pack, { witness: [at("stranger/witness.vkey")] });
    expect(ok).toBe(false);
    expect(checks.filter((c) => c.ok === false)).toMatchObject([
      { name: "witnesses", detail: expect.stringContaining("carries no cosignature by stranger.example") },
    ]);
  });
});
