import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { remediation } from "@/db/schema/remediation";
import { item, review } from "@/db/schema/reviews";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { ed25519Verify, readLogKey } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { sequence } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { unboundIn } from "@/lib/audit-log/verifier/unbound";
import { type Verdict, verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { grantRole } from "@/lib/people/commands";
import { read } from "@/lib/query";
import { apply } from "@/lib/remediation/commands";
import { requestRemediation } from "@/lib/remediation/worker";
import { decide } from "@/lib/reviews/commands";
import { reassign } from "@/lib/reviews/hand-on";
import { openItem, reveal } from "@/lib/reviews/observe";
import { signOff } from "@/lib/reviews/sign-off";
import { closeAnswered } from "@/lib/testing/answered";
import { type Company, company, ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { packFiles, refreshManifest } from "@/lib/testing/pack";
import { edit, type Files, failures, flipped, linesIn, withoutLine } from "@/lib/testing/tampering";
import { personCtx } from "@/lib/testing/world";
import { requestExport } from "./commands";
import { list } from "./queries";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let c: Company;
let campaign: string;
let sound: Files;
let vkey: string;
/** A checkpoint that an auditor kept while the campaign ran. */
let previous: string;

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-tampered-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company(ledger));
  await at(today, () => execute(c.admin.ctx, grantRole, { person: c.spare.id, role: "auditor" }));
  const settings = { blindShare: 0 };
  const asked = { sources: ["Ledger export"], fallback: "fay@example.com", due: "2026-12-01", settings };
  campaign = (await at(today, () => launchNow(c.admin.ctx, { name: "Ledger", ...asked }))).campaign;
  await at(today, () => launchNow(c.admin.ctx, { name: "Another", ...asked }));
  await at(today, () => draftCampaign({ campaign }));
  const items = await handle.db.select().from(item).where(eq(item.campaignId, campaign)).orderBy(item.id);
  const [first, ...others] = items;
  if (!first) throw new Error("There are no items.");
  await at(today, () =>
    execute(c.admin.ctx, reassign, {
      items: [first.id],
      to: c.controlOwner.id,
      reason: "She knows.",
      key: "key-move-1",
    }),
  );
  const [second, ...rest] = others.slice(0, -1);
  if (second) await decideOne(second, "revoke");
  for (const it of rest) await decideOne(it);
  await sequence();
  [{ note: previous } = { note: "" }] = await rows<{ note: string }>(
    handle.db,
    sql`SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1`,
  );
  await decideOne({ ...first, reviewerId: c.controlOwner.id });
  const [mine] = await handle.db.select().from(review).where(eq(review.reviewerId, c.controlOwner.id));
  await at(today, () => execute(c.controlOwner.ctx, signOff, { review: mine?.id ?? "", key: "key-sign-1" }));
  await at(new Date("2026-12-02T10:00:00Z"), () => closeAnswered(c.admin.ctx, c.controlOwner.ctx, campaign));
  await requestRemediation({ campaign });
  sound = await packed();
  vkey = textOf(sound, "vkey");
}, 120_000);
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function decideOne(
  it: typeof item.$inferSelect,
  outcome: "certify" | "revoke" = it.findings > 0 ? "revoke" : "certify",
): Promise<void> {
  const who = personCtx(it.reviewerId, "Reviewer");
  await at(today, async () => {
    const opened = await perform(who, openItem, { item: it.id });
    if (opened.draft) await perform(who, reveal, { item: it.id, draft: opened.draft.id });
    await execute(who, decide, {
      item: it.id,
      key: `key-${it.id}`,
      outcome,
      reasonCode: "other",
      words: "Said plainly, with a comma, and a full stop.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      seconds: 4,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
    });
  });
}

async function packed(checkpoint?: "sealing"): Promise<Files> {
  const named = checkpoint ? { at: checkpoint } : {};
  const { export: id } = await perform(c.auditor.ctx, requestExport, { campaign, ...named });
  await buildExport({ export: id, ...named });
  const [made] = await read(c.auditor.ctx, list, { export: id });
  expect(made?.problem).toBeNull();
  const zip = openZip(path.join(data, "exports", `${id}.zip`));
  const files: Files = new Map();
  for (const name of zip.names()) files.set(name, new Uint8Array(await zip.bytes(name)));
  zip.close();
  return files;
}

const verify = (files: Files): Promise<Verdict> =>
  verifyPack(packFiles(files), { vkey, previous, sha256, ed25519Verify, jwsVerify });
const textOf = (files: Files, name: string) => Buffer.from(files.get(name) ?? []).toString("utf8");
const linesOf = (text: string): JsonObject[] =>
  linesIn(text)
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const jsonl = (lines: readonly JsonObject[]) => lines.map((line) => `${canonicalRecord(line)}\n`).join("");

/** Changes the lines of leaves.jsonl, and numbers them anew. */
function leaves(files: Files, change: (lines: JsonObject[]) => JsonObject[]): void {
  edit(files, "leaves.jsonl", (text) => jsonl(change(linesOf(text)).map((line, i) => ({ ...line, i }))));
}

const leafOf = (line: JsonObject | undefined): JsonObject =>
  typeof line?.leaf === "string" ? JSON.parse(Buffer.from(line.leaf, "base64").toString("utf8")) : {};
const placeOf = (files: Files, type: string, nth = 0): number =>
  linesOf(textOf(files, "leaves.jsonl"))
    .map((line, at) => ({ at, type: leafOf(line).type }))
    .filter((found) => found.type === type)
    .at(nth)?.at ?? -1;

/** Puts another leaf in place of one, with its right hash. */
function rewritten(line: JsonObject, change: (leaf: JsonObject) => JsonObject): JsonObject {
  const leaf = canonicalRecordBytes(change(leafOf(line)));
  return { ...line, h: toHex(leafHash(sha256, leaf)), leaf: Buffer.from(leaf).toString("base64") };
}

/** Cell (1 is the first) of a line of a table whose cells before it hold no comma. */
const cell = (text: string, line: number, column: string): string => {
  const [head = "", ...rest] = text.split("\r\n");
  return (rest[line - 1] ?? "").split(",")[head.split(",").indexOf(column)] ?? "";
};
const setCell = (files: Files, name: string, line: number, column: string, value: string) =>
  edit(files, name, (text) => {
    const [head = "", ...rest] = text.split("\r\n");
    const cells =
      (rest[line - 1] ?? "").match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((c) => c.replace(/,$/, "")) ?? [];
    cells.length = head.split(",").length;
    cells[head.split(",").indexOf(column)] = value;
    return [head, ...rest.with(line - 1, cells.join(","))].join("\r\n");
  });

type Tampering = (files: Files) => void;

/** Class, what somebody does without the key, the check that tells, and how it says so. */
const classes: [string, Tampering, string, RegExp][] = [
  [
    "I20 flip: a bit of a leaf's hash",
    (f) =>
      leaves(f, (l) => l.with(3, { ...l[3], h: toHex(flipped(Buffer.from(String(l[3]?.h), "hex"), 0, 1)) })),
    "root",
    /leaf 3|its root is/,
  ],
  [
    "I20 drop: a leaf",
    (f) => leaves(f, (l) => l.toSpliced(4, 1)),
    "root",
    /leaves, the checkpoint was signed over/,
  ],
  [
    "I20 add: a leaf",
    (f) => leaves(f, (l) => [...l, l.at(-1) ?? {}]),
    "root",
    /leaves, the checkpoint was signed over/,
  ],
  [
    "I20 reorder: two leaves",
    (f) => leaves(f, (l) => l.with(2, l[3] ?? {}).with(3, l[2] ?? {})),
    "root",
    /its root is/,
  ],
  [
    "I20 duplicate: a leaf in the place of another",
    (f) => leaves(f, (l) => l.with(5, l[4] ?? {})),
    "root",
    /its root is/,
  ],
  [
    "I20 truncate: the end of the log",
    (f) => leaves(f, (l) => l.slice(0, 6)),
    "consistency",
    /cut off its end/,
  ],
  [
    "I20 withhold: a decision, as if it were another campaign's",
    (f) =>
      leaves(f, (l) => {
        const n = placeOf(f, "decision.recorded");
        const { leaf: _, ...rest } = l[n] ?? {};
        return l.with(n, rest);
      }),
    "sealed",
    /counts \d+ events of the campaign, the pack discloses/,
  ],
  [
    "I20 edit: a decision's leaf, with its right hash",
    (f) =>
      leaves(f, (l) => {
        const n = placeOf(f, "decision.recorded");
        return l.with(
          n,
          rewritten(l[n] ?? {}, (e) => ({ ...e, at: "2026-11-22T09:00:01.000Z" })),
        );
      }),
    "root",
    /its root is/,
  ],
  [
    "I20 remove a campaign: none of its leaves is disclosed",
    (f) =>
      leaves(f, (l) =>
        l.map(({ leaf, ...rest }) =>
          leafOf({ leaf: leaf ?? null }).campaign === undefined && leaf ? { ...rest, leaf } : rest,
        ),
      ),
    "population",
    /no campaign.launched leaf is disclosed/,
  ],
  [
    "I20 move a decision to another campaign",
    (f) =>
      leaves(f, (l) => {
        const n = placeOf(f, "decision.recorded");
        return l.with(
          n,
          rewritten(l[n] ?? {}, (e) => ({ ...e, campaign: "00000000-0000-7000-8000-000000000000" })),
        );
      }),
    "completeness",
    /belongs to no campaign launched before it/,
  ],
  [
    "I20 change an outcome in every table",
    (f) => {
      setCell(f, "decisions.csv", 1, "decision", "modify");
    },
    "rows",
    /decision is "modify", leaf \d+ makes it/,
  ],
  [
    "I20 swap row and leaf: a row names another decision's leaf",
    (f) => setCell(f, "decisions.csv", 1, "leaf_index", cell(textOf(f, "decisions.csv"), 2, "leaf_index")),
    "rows",
    /leaf_index is/,
  ],
  [
    "I15 loosen a rule",
    (f) => edit(f, "rules/rules.json", (t) => t.replace(/: 90\b/, ": 900")),
    "rules",
    /rules\/rules.json: has the hash/,
  ],
  [
    "I20 other weights of the need score",
    (f) =>
      edit(f, "rules/weights.json", (t) =>
        t.replace(/(: )(-?\d{2,})(,?\n)/, (_, a, n, z) => `${a}${Number(n) + 7}${z}`),
      ),
    "rules",
    /rules\/weights.json: has the hash/,
  ],
  [
    "I20 better figures on how people reviewed",
    (f) => edit(f, "oversight.json", (t) => t.replace(/("decided": )\d+/, "$19999")),
    "oversight",
    /its figures do not have the hash/,
  ],
  [
    "I20 edit a reason in table and words",
    (f) => {
      edit(f, "decisions.csv", (t) => t.replaceAll("plainly", "clearly"));
      edit(f, "payloads.jsonl", (t) => jsonl(linesOf(t).map((w) => recommitted(w))));
    },
    "payloads",
    /commits to words that are neither/,
  ],
  [
    "I20 edit a reason in the table alone",
    (f) => edit(f, "decisions.csv", (t) => t.replace("plainly", "clearly")),
    "rows",
    /rationale is/,
  ],
  [
    "I20 drop words without an erasure",
    (f) => edit(f, "payloads.jsonl", (t) => linesIn(t).slice(1).join("")),
    "payloads",
    /neither in payloads.jsonl nor named by an erasure/,
  ],
  [
    "I20 change a reviewer of a decision",
    (f) => setCell(f, "decisions.csv", 1, "reviewer_id", c.auditor.id),
    "rows",
    /reviewer_id is/,
  ],
  [
    "I4 change whose an item was",
    (f) => setCell(f, "items.csv", 2, "reviewer_id", c.auditor.id),
    "assignments",
    /is with .*, the log gave it to/,
  ],
  [
    "I4 change whom an item was handed to",
    (f) =>
      edit(f, "assignments.csv", (t) =>
        t.replace(
          `${c.controlOwner.id},${c.admin.id},reassigned`,
          `${c.auditor.id},${c.admin.id},reassigned`,
        ),
      ),
    "assignments",
    /no leaf tells of it/,
  ],
  [
    "I4 drop that an item was handed on",
    (f) => edit(f, "assignments.csv", (t) => withoutLine(t, ",reassigned,")),
    "assignments",
    /has no row for leaf/,
  ],
  [
    "I3 alter a fact, with its new hash in every table",
    (f) => refact(f),
    "population",
    /its root over items and evidence/,
  ],
  [
    "I20 drop an item from population, evidence and tables together",
    (f) => dropItem(f),
    "population",
    /says \d+ items, population.csv has/,
  ],
  [
    "I20 put another campaign's item in its place",
    (f) => {
      const id = cell(textOf(f, "items.csv"), 1, "item_id");
      for (const name of [
        "population.csv",
        "items.csv",
        "evidence.jsonl",
        "decisions.csv",
        "assignments.csv",
      ])
        edit(f, name, (t) => t.replaceAll(id, "00000000-0000-7000-8000-000000000001"));
    },
    "population",
    /its root over items and evidence/,
  ],
  [
    "I5 call an open end decided",
    (f) => {
      const n =
        [...Array(20).keys()].find(
          (at) => cell(textOf(f, "items.csv"), at + 1, "state") === "not_certified",
        ) ?? 0;
      setCell(f, "items.csv", n + 1, "state", "decided");
    },
    "completeness",
    /is called decided, but no leaf decides it/,
  ],
  [
    "I12 change an arm in the table of items",
    (f) => setCell(f, "items.csv", 1, "arm", "blind"),
    "arms",
    /is called blind/,
  ],
  [
    "I12 change the arm of a decision",
    (f) => setCell(f, "decisions.csv", 1, "arm", "blind"),
    "rows",
    /arm is "blind"/,
  ],
  [
    "I6 say a decision was one of a batch",
    (f) => setCell(f, "decisions.csv", 1, "batch", "batch-1"),
    "rows",
    /batch is "batch-1"/,
  ],
  [
    "I6 change how long somebody took",
    (f) => setCell(f, "decisions.csv", 1, "seconds", "400"),
    "rows",
    /seconds is "400"/,
  ],
  [
    "I6 change what was in view",
    (f) => setCell(f, "decisions.csv", 1, "in_view", "E1 E2 E3"),
    "rows",
    /in_view is "E1 E2 E3"/,
  ],
  [
    "I9 alter a draft's claim",
    (f) =>
      edit(f, "drafts.jsonl", (t) =>
        jsonl(
          linesOf(t).map((d, n) =>
            n === 0 ? { ...d, recommendation: d.recommendation === "revoke" ? "certify" : "revoke" } : d,
          ),
        ),
      ),
    "drafts",
    /does not have the hash beside it/,
  ],
  [
    "I9 alter a draft with its new hash",
    (f) =>
      edit(f, "drafts.jsonl", (t) =>
        jsonl(linesOf(t).map((d, n) => (n === 0 ? rehashed({ ...d, judgement: "Fine." }) : d))),
      ),
    "drafts",
    /its root is not over the drafts/,
  ],
  [
    "I9 alter the note that a reviewer was shown",
    (f) =>
      edit(f, "drafts.jsonl", (t) =>
        jsonl(linesOf(t).map((d, n) => (n === 0 ? { ...d, note: `${String(d.note)} All is well.` } : d))),
      ),
    "drafts",
    /its note says what its result does not/,
  ],
  [
    "I9 drop a draft",
    (f) => edit(f, "drafts.jsonl", (t) => linesIn(t).slice(1).join("")),
    "drafts",
    /records \d+ drafts, drafts.jsonl has/,
  ],
  [
    "I20 drop a sign-off",
    (f) => edit(f, "signoffs.jsonl", (t) => linesIn(t).slice(1).join("")),
    "sign-offs",
    /has no line for the sign-off of leaf/,
  ],
  [
    "I20 put other words under a signature",
    (f) => edit(f, "signoffs.jsonl", (t) => t.replace('"attestation":"', '"attestation":"Not ')),
    "sign-offs",
    /the words beside it are not those that were signed/,
  ],
  [
    "I8 give somebody a role they did not hold",
    (f) => edit(f, "roles.csv", (t) => t.replace(",auditor,", ",admin,")),
    "roles",
    /role is "admin", leaf \d+ \(role.granted\) makes it "auditor"/,
  ],
  [
    "I10 call a removal done and seen",
    (f) => setCell(f, "remediation.csv", 1, "state", "seen_gone"),
    "removals",
    /state is "seen_gone", leaf \d+ .*makes it "requested"/,
  ],
  [
    "I10 drop a removal",
    (f) => edit(f, "remediation.csv", (t) => t.split("\r\n").toSpliced(1, 1).join("\r\n")),
    "removals",
    /has no row for leaf/,
  ],
  [
    "I20 change the settings of the launch",
    (f) => edit(f, "rules/settings.json", (t) => t.replace(/"cap": \d+/, '"cap": 99')),
    "batches",
    /is not the settings that leaf/,
  ],
  [
    "I20 name another snapshot",
    (f) => edit(f, "sources.json", (t) => t.replace(/"snapshot": \d+/, '"snapshot": 77')),
    "sources",
    /names the snapshots 77/,
  ],
  [
    "I20 change what a control owner answered to the figures",
    (f) => edit(f, "oversight.json", (t) => t.replace('"choice": "no_action"', '"choice": "other"')),
    "oversight",
    /says \{"choice":"other".*, leaf \d+ \(oversight.responded\) says/,
  ],
  [
    "I20 drop what a control owner answered to the figures",
    (f) => edit(f, "oversight.json", (t) => JSON.stringify({ ...JSON.parse(t), responses: [] })),
    "oversight",
    /responses has 0 entries, the log 1/,
  ],
  [
    "I20 move a draft to another batch",
    (f) =>
      edit(f, "drafts.jsonl", (t) =>
        jsonl(
          linesOf(t).map((d, n) => (n === 0 ? { ...d, batch: "00000000-0000-7000-8000-000000000002" } : d)),
        ),
      ),
    "drafts",
    /records \d+ drafts, drafts.jsonl has \d+ of them|are of no batch/,
  ],
  [
    "I20 polish the report's figures",
    (f) =>
      edit(f, "counts.json", (t) =>
        t.replace(/"overridden": (\d+)/, (_, n) => `"overridden": ${Number(n) + 1}`),
      ),
    "counts",
    /says overridden is/,
  ],
  [
    "I20 even out an equation",
    (f) =>
      edit(f, "tie-out.json", (t) => t.replace(/"covered": (\d+)/, (_, n) => `"covered": ${Number(n) + 1}`)),
    "tie-out",
    /covered/,
  ],
  [
    "I20 exchange two receipts",
    (f) => {
      const [a = "", b = ""] = [...f.keys()].filter((n) => n.startsWith("proofs/"));
      const [x, y] = [f.get(a), f.get(b)];
      if (x && y) f.set(a, y).set(b, x);
    },
    "inclusion",
    /the decision is leaf/,
  ],
  [
    "I20 re-sign with another key, and swap vkey and verify.mjs",
    (f) => resign(f),
    "key",
    /does not hold the key you gave/,
  ],
  [
    "I20 roll back: the checkpoint kept from before",
    (f) => f.set("checkpoint", toUtf8(previous)),
    "root",
    /the checkpoint was signed over/,
  ],
];

/** Another reason under another commitment, which is all that somebody without the log can give it. */
function recommitted(words: JsonObject): JsonObject {
  const payload = JSON.parse(JSON.stringify(words.payload).replaceAll("plainly", "clearly"));
  const salt = Buffer.from(String(words.salt), "hex");
  return { ...words, payload, commit: toHex(sha256(Buffer.concat([salt, canonicalRecordBytes(payload)]))) };
}

function rehashed(draft: JsonObject): JsonObject {
  const names = [
    "v",
    "claims",
    "counter",
    "unknowns",
    "questions",
    "judgement",
    "recommendation",
    "refused",
    "rule",
    "from",
    "target",
    "turned",
  ];
  const result = Object.fromEntries(
    names.flatMap((name) => (name in draft ? [[name, draft[name] ?? null]] : [])),
  );
  return { ...draft, outputHash: toHex(sha256(canonicalRecordBytes(result))) };
}

function refact(files: Files): void {
  let was = "";
  let is = "";
  edit(files, "evidence.jsonl", (text) =>
    jsonl(
      linesOf(text).map((line, n) => {
        if (n > 0) return line;
        const packet = JSON.parse(
          JSON.stringify(line.packet)
            .replace(/"days":\d+/, '"days":9')
            .replace(/"holders":\d+/, '"holders":99')
            .replace(/"asOf":"2026/, '"asOf":"2025'),
        );
        was = String(line.hash);
        is = toHex(sha256(canonicalRecordBytes(packet)));
        return { ...line, packet, hash: is };
      }),
    ),
  );
  expect(is).not.toBe(was);
  for (const name of ["population.csv", "decisions.csv", "drafts.jsonl"])
    if (textOf(files, name).includes(was)) edit(files, name, (text) => text.replaceAll(was, is));
}

function dropItem(files: Files): void {
  const id = cell(textOf(files, "items.csv"), 1, "item_id");
  for (const [name, bytes] of [...files])
    if (
      /\.(csv|jsonl)$/.test(name) &&
      name !== "leaves.jsonl" &&
      Buffer.from(bytes).toString("utf8").includes(id)
    )
      files.set(name, toUtf8(withoutLine(textOf(files, name), id)));
}

function resign(files: Files): void {
  const [, origin = ""] = /^(\S+)\n/.exec(textOf(files, "checkpoint")) ?? [];
  const key = readLogKey(origin, "77".repeat(32));
  const tree = new RootBuilder(sha256);
  for (const line of linesOf(textOf(files, "leaves.jsonl"))) tree.add(Buffer.from(String(line.h), "hex"));
  files.set("checkpoint", toUtf8(signCheckpoint({ origin, size: tree.size, root: tree.root() }, [key])));
  files.set("vkey", toUtf8(`${key.vkey}\n`));
  files.set("verify.mjs", toUtf8("console.log('All checks hold.');\n"));
}

describe("I20: a pack of a campaign made with the product's own commands", () => {
  it("holds, under the key and the checkpoint that an auditor kept", async () => {
    const verdict = await verify(sound);
    expect(failures(verdict)).toEqual({});
    for (const name of [
      "drafts",
      "assignments",
      "roles",
      "removals",
      "oversight",
      "counts",
      "sign-offs",
      "consistency",
      "key",
    ])
      expect(
        verdict.checks.find((check) => check.name === name),
        name,
      ).toMatchObject({ ok: true });
  });

  it("is the same bytes at the sealing checkpoint, whatever is recorded later", async () => {
    const before = await packed("sealing");
    const [task] = await handle.db.select().from(remediation);
    await at(new Date("2026-12-03T10:00:00Z"), () =>
      execute(personCtx(task?.ownerId ?? "", "Owner"), apply, { task: task?.id ?? "", key: "key-apply-1" }),
    );
    const after = await packed("sealing");
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, bytes] of before)
      expect(textOf(after, name), name).toBe(Buffer.from(bytes).toString("utf8"));
    expect(failures(await verify(after))).toEqual({});
    expect(cell(textOf(after, "remediation.csv"), 1, "state")).toBe("requested");
    const now = await packed();
    expect(cell(textOf(now, "remediation.csv"), 1, "state")).toBe("applied");
    expect(failures(await verify(now))).toEqual({});
  });

  it.each(classes)("%s: told, with the manifest as it was", async (_, tamper) => {
    const files = new Map(sound);
    tamper(files);
    expect(failures(await verify(files)).manifest).toMatch(/its SHA-256 is|not in the pack/);
  });

  it.each(classes)(
    "%s: told by the right check, with the manifest made anew",
    async (_, tamper, name, reason) => {
      const files = new Map(sound);
      tamper(files);
      refreshManifest(files);
      const failed = failures(await verify(files));
      expect(failed.manifest).toBeUndefined();
      expect(failed[name] ?? `only ${Object.keys(failed).join(", ") || "nothing"}`).toMatch(reason);
    },
  );
});

/** What somebody who owns the database changes in it, past its guards, and how it is undone. */
const inDatabase: [string, string, string, string, string, RegExp][] = [
  ["I20 a decision's outcome", "decision", "outcome", "'modify'", "rows", /decision is "modify"/],
  [
    "I20 who decided",
    "decision",
    "person_id",
    "(SELECT id FROM person WHERE name = 'Ivo Hartl')",
    "rows",
    /reviewer_id is/,
  ],
  [
    "I20 a decision's time",
    "decision",
    "decided_at",
    "decided_at - interval '1 day'",
    "rows",
    /decided_at is/,
  ],
  [
    "I20 somebody's words",
    "private_payload",
    "payload",
    "replace(payload, 'plainly', 'clearly')",
    "payloads",
    /do not make the commitment/,
  ],
  [
    "I3 a frozen packet",
    "evidence_packet",
    "body",
    "replace(body, '2026', '2025')",
    "population",
    /does not have the hash beside it/,
  ],
  ["I9 a draft's note", "draft", "note", "note || ' All is well.'", "drafts", /its note says/],
  [
    "I20 an entry's bytes",
    "audit_event",
    "leaf",
    "convert_to(replace(convert_from(leaf, 'UTF8'), 'certify', 'certifz'), 'UTF8')",
    "root",
    /does not have the hash beside it/,
  ],
  ["I20 an entry's hash", "log_leaf", "leaf_hash", "sha256(leaf_hash)", "root", /./],
  [
    "I4 whose an item is",
    "item",
    "reviewer_id",
    "(SELECT id FROM person WHERE name = 'Ivo Hartl')",
    "assignments",
    /the log gave it to/,
  ],
];

describe("I20: somebody who changes, in the database itself,", () => {
  it.each(inDatabase)("%s: told by the pack built of it", async (_, table, column, to, name, reason) => {
    const [t, col, copy] = [sql.identifier(table), sql.identifier(column), sql.identifier(`kept_${table}`)];
    const key = sql.raw(table === "log_leaf" ? "idx" : table === "evidence_packet" ? "item_id" : "id");
    const past = async (statement: ReturnType<typeof sql>) => {
      await handle.db.transaction(async (tx) => {
        await tx.execute(sql`SET LOCAL session_replication_role = replica`);
        await tx.execute(statement);
      });
    };
    await handle.db.execute(sql`CREATE TABLE ${copy} AS SELECT ${key} AS key, ${col} AS was FROM ${t}`);
    try {
      await past(sql`UPDATE ${t} SET ${col} = ${sql.raw(to)}`);
      const failed = failures(await verify(await packed()));
      expect(failed[name] ?? `only ${Object.keys(failed).join(", ") || "nothing"}`).toMatch(reason);
    } finally {
      await past(sql`UPDATE ${t} SET ${col} = k.was FROM ${copy} k WHERE k.key = ${t}.${key}`);
      await handle.db.execute(sql`DROP TABLE ${copy}`);
    }
  });

  it("nothing: the pack holds again", async () => {
    expect(failures(await verify(await packed()))).toEqual({});
  });
});

/** A record's cells as they stand, quotes and all. */
const cellsOf = (line: string): string[] =>
  (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).map((c) => c.replace(/,$/, ""));
/** A cell that says otherwise: a number counts on, a word has another letter. */
const otherwise = (text: string) =>
  /^\d+$/.test(text) ? String(Number(text) + 1) : text.endsWith('"') ? `${text.slice(0, -1)}x"` : `${text}x`;

it("I20: every cell of every table is bound by the log or told not to be", async () => {
  const wrong: string[] = [];
  const tables = [...sound.keys()].filter((name) => name.endsWith(".csv"));
  expect(tables.length).toBeGreaterThan(6);
  for (const name of tables) {
    const [head = "", ...rows] = textOf(sound, name).split("\r\n").filter(Boolean);
    const columns = head.split(",");
    for (const [at, column] of columns.entries()) {
      const places = [...rows.entries()].flatMap(([n, row]) => {
        const cells = cellsOf(row);
        // Of what is no item of the population the log has counts alone.
        return name === "population.csv" && cells[columns.indexOf("fate")] !== "item" ? [] : [{ n, cells }];
      });
      // The first row where it is filled, and the first where it is empty.
      for (const filled of [true, false]) {
        const place = places.find(({ cells }) => (cells[at] !== "") === filled);
        if (!place) continue;
        const files = new Map(sound);
        const cells = place.cells.slice(0, columns.length).with(at, otherwise(place.cells[at] ?? ""));
        edit(files, name, () => [head, ...rows.with(place.n, cells.join(",")), ""].join("\r\n"));
        refreshManifest(files);
        const caught = (await verify(files)).checks.some((check) => check.ok === false);
        if (caught === unboundIn(name, false).includes(column))
          wrong.push(`${name} ${column} of row ${place.n + 1}: ${caught ? "bound" : "not bound"}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
