import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { readLogKey } from "@/lib/audit-log/ed25519";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import { VERIFIER_FILE } from "@/lib/audit-log/verifier/source";
import { report, say } from "./measure";

const NAME = "countersign/0123456789abcdef";
const BATCH = 1_000;

/** Verifies a log of so many decisions by themselves, in a process of its own that holds nothing else. */
export async function verifyLeaves(leaves: number): Promise<void> {
  say(`${leaves} leaves: writing them`);
  const folder = await mkdtemp(path.join(tmpdir(), "leaves-"));
  try {
    const hashing = await write(folder, leaves);
    say(`${leaves} leaves: verifying them`);
    const { took, megabytes, checks } = await verified(folder);
    for (const name of ["signature", "root", "chain", "actors"])
      if (checks.find((check) => check.name === name)?.ok !== true)
        throw new Error(`The check ${name} does not hold.`);
    report({
      name: `verification of a log of ${leaves} leaves, each`,
      value: (took / leaves) * 1e6,
      unit: "us",
      baseline: (hashing / leaves) * 1e6,
      baselineIs:
        "one SHA-256 call a leaf (node:crypto, the one-call form) over the same bytes, held in memory",
    });
    report({
      name: `memory of it, at most`,
      value: megabytes,
      unit: "MB",
      baseline: 1_000,
      baselineIs: "what it may take for 1,000,000 leaves",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes leaves.jsonl, checkpoint and vkey. Gives the seconds that one SHA-256 call a leaf took. */
async function write(folder: string, leaves: number): Promise<number> {
  const key = readLogKey(NAME, toHex(sha256(toUtf8("bench"))));
  const tree = new RootBuilder(sha256);
  let hashing = 0;
  const take = (batch: readonly Uint8Array[]): string => {
    const started = performance.now();
    for (const leaf of batch) sha256(leaf);
    hashing += (performance.now() - started) / 1000;
    return batch
      .map((leaf) => {
        const hash = leafHash(sha256, leaf);
        const line = `{"i":${tree.size},"h":"${toHex(hash)}","leaf":"${Buffer.from(leaf).toString("base64")}"}\n`;
        tree.add(hash);
        return line;
      })
      .join("");
  };
  const campaign = randomUUID();
  const reviewers = Array.from({ length: Math.ceil(leaves / 200) }, () => randomUUID());
  function* lines(): Generator<string> {
    yield take([launch(campaign, leaves - 1)]);
    for (let from = 1; from < leaves; from += BATCH) {
      const count = Math.min(BATCH, leaves - from);
      yield take(Array.from({ length: count }, (_, at) => decision(campaign, reviewers, from + at)));
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path.join(folder, "leaves.jsonl")));
  const note = signCheckpoint({ origin: NAME, size: tree.size, root: tree.root() }, [key]);
  await writeFile(path.join(folder, "checkpoint"), note);
  await writeFile(path.join(folder, "vkey"), `${key.vkey}\n`);
  return hashing;
}

function launch(campaign: string, items: number): Uint8Array {
  const root = `sha256:${"0".repeat(64)}`;
  const data = { items, reviewers: 1, root, snapshots: [1] };
  const actor = { authn: "system", id: "campaigns", kind: "system:campaigns" };
  return toUtf8(
    JSON.stringify({
      actor,
      at: "2026-11-02T08:00:00.000Z",
      campaign,
      data,
      id: randomUUID(),
      refs: {},
      type: "campaign.launched",
      v: 1,
    }),
  );
}

/** A decision as it stands in the log: names in canonical order, so this is its canonical text. */
function decision(campaign: string, reviewers: readonly string[], n: number): Uint8Array {
  const hash = (what: string) => `sha256:${createHash("sha256").update(`${what} ${n}`).digest("hex")}`;
  return toUtf8(
    JSON.stringify({
      actor: { authn: "oidc", id: reviewers[n % reviewers.length], kind: "person" },
      at: new Date(Date.UTC(2026, 10, 2, 9) + n * 977).toISOString(),
      campaign,
      commit: hash("words"),
      data: {
        arm: "assisted",
        decision: randomUUID(),
        disposition: n % 5 === 0 ? "overridden" : "confirmed",
        eligibility: { basis: "manager", directory: "source/1", self: "no", separation: "holds" },
        findings: 0,
        in_view: "E1 E2 E3 E5",
        outcome: n % 5 === 0 ? "revoke" : "certify",
        reason_code: "role_needs_it",
        recommendation_seen: "after",
        rules_passed: 14,
        rules_unknown: 1,
        seconds: 5 + (n % 90),
        served_at: new Date(Date.UTC(2026, 10, 2, 9) + n * 970).toISOString(),
      },
      id: randomUUID(),
      item: randomUUID(),
      item_seq: 1,
      prev: null,
      refs: { draft: hash("draft"), evidence: hash("packet"), settings: hash("settings") },
      type: "decision.recorded",
      v: 1,
    }),
  );
}

type Told = { took: number; megabytes: number; checks: { name: string; ok: boolean | null }[] };

/** Runs verify.mjs as an auditor does, and has it say at its end how much memory it held at most. */
async function verified(folder: string): Promise<Told> {
  const atEnd = "process.on('exit',()=>process.stderr.write(String(process.resourceUsage().maxRSS)))";
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${atEnd}`, path.resolve(VERIFIER_FILE), folder, "--json"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const text = async (from: Readable) => (await from.toArray()).join("");
  const [out, end] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const took = (performance.now() - started) / 1000;
  return { took, megabytes: Number(end) / 1024, checks: JSON.parse(out).checks };
}
