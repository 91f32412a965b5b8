import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { databaseKind } from "@/lib/testing/database";
import { openPglite, rows } from "./client";

describe.runIf(databaseKind === "pglite")("a killed process", () => {
  it("loses no row it had acknowledged, leaves no half of a transaction, and its lock does not stay", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "countersign-kill-"));
    const dir = path.join(folder, "db");
    const child = spawn(process.execPath, ["--import", "tsx", "lib/testing/endless-writer.ts", dir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let acknowledged = 0;
    await new Promise<void>((resolve, reject) => {
      child.once("exit", (code) =>
        acknowledged === 0 ? reject(new Error(`the writer ended with ${code}`)) : resolve(),
      );
      child.stdout.on("data", (chunk: Buffer) => {
        acknowledged = Number(chunk.toString().trim().split("\n").at(-1));
        if (acknowledged >= 40) child.kill("SIGKILL");
      });
    });
    const again = await openPglite(dir, true);
    const [found] = await rows<{ a: number; b: number }>(
      again.db,
      sql`SELECT count(*) FILTER (WHERE id LIKE 'a%')::int AS a, count(*) FILTER (WHERE id LIKE 'b%')::int AS b FROM snap_role`,
    );
    expect(found?.a).toBe(found?.b);
    expect(found?.a).toBeGreaterThanOrEqual(acknowledged);
    await again.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
