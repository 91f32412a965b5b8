import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { formatAddCheckpoint } from "@/lib/audit-log/add-checkpoint";
import { parseCheckpoint } from "@/lib/audit-log/checkpoint";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { consistencyProof } from "@/lib/audit-log/merkle-proof";
import { parseVkey } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import { appendLeaves, EMPTY_EDGE, tileReader } from "@/lib/audit-log/tiles";
import { checkManifest } from "@/lib/audit-log/verifier/manifest";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { type BuiltPack, buildPack, LOG_NAME, packKey, refreshManifest } from "@/lib/testing/pack";
import type { StoryEvent } from "@/lib/testing/pack-story";
import { type Files, failures, flipped, redecided, retold, sound, verify } from "@/lib/testing/tampering";
import { judge } from "@/lib/witness/judge";

/** What a witness that cosigned the sound log at a size says when it is shown another log, with the best proof that log can give. */
async function witnessed(shown: BuiltPack, size: number) {
  const { checkpoint: held } = parseCheckpoint(sound.checkpointAt(size));
  const now = shown.events.length;
  const hashes = shown.events.map((event) => event.hash);
  const { tiles } = appendLeaves(sha256, EMPTY_EDGE, hashes);
  const stored = new Map(tiles.map((t) => [`${t.level}/${t.n}/${t.width}`, t.hashes]));
  const read = tileReader(sha256, now, (t) => stored.get(`${t.level}/${t.n}/${t.width}`));
  const proof = size < now ? consistencyProof(sha256, size, now, read) : [];
  const body = formatAddCheckpoint({ oldSize: size, proof, checkpoint: shown.checkpointAt(now) });
  const keys = [parseVkey(sha256, packKey().vkey)];
  return judge(body, (origin) => (origin === LOG_NAME ? { keys, head: held } : undefined), {
    sha256,
    verify: ed25519Verify,
  });
}

const later = (n: number): StoryEvent[] =>
  Array.from({ length: n }, (_, at) => ({
    type: "item.reassigned",
    campaign: "campaign-of-others",
    item: `item-y${at}`,
    data: {},
  }));

/** What whoever holds the log's key and its database does; an auditor kept the checkpoint of 14 entries, and so did a witness. */
const histories: [string, () => BuiltPack, RegExp, number][] = [
  [
    "rewrites a decision and signs anew",
    () => redecided("decision-2", (e) => ({ ...e, data: { ...e.data, outcome: "certify" } })),
    /History was rewritten/,
    422,
  ],
  [
    "rewrites who decided and signs anew",
    () => redecided("decision-2", (e) => ({ ...e, actor: { kind: "person", id: "person-teun" } })),
    /History was rewritten/,
    422,
  ],
  [
    "rewrites a reason and signs anew",
    () => redecided("decision-2", (e) => ({ ...e, words: { rationale: "Left." } })),
    /History was rewritten/,
    422,
  ],
  [
    "moves a decision to another campaign and signs anew",
    () => redecided("decision-2", (e) => ({ ...e, campaign: "campaign-of-others" })),
    /History was rewritten/,
    422,
  ],
  [
    "changes an arm and signs anew",
    () => redecided("decision-2", (e) => ({ ...e, data: { ...e.data, arm: "undrafted" } })),
    /History was rewritten/,
    422,
  ],
  [
    "forks after entry 9 and goes on",
    () => retold((events) => [...events.slice(0, 9), ...later(3), ...events.slice(9)]),
    /or two histories are kept/,
    422,
  ],
  [
    "drops an entry and goes on",
    () => retold((events) => [...events.toSpliced(5, 1), ...later(3)]),
    /History was rewritten/,
    422,
  ],
  [
    "reorders two entries and goes on",
    () =>
      retold((events) =>
        events
          .with(3, events[4] ?? later(1)[0] ?? { type: "x", data: {} })
          .with(4, events[3] ?? { type: "x", data: {} }),
      ),
    /History was rewritten/,
    422,
  ],
  ["rolls back to entry 9", () => retold((events) => events.slice(0, 9)), /cut off its end/, 400],
  [
    "restores a backup of entry 9 and goes on",
    () => retold((events) => [...events.slice(0, 9), ...later(12)]),
    /History was rewritten/,
    422,
  ],
  [
    "keeps one campaign's leaves out from the beginning",
    () => retold((events) => [...events.filter((e) => e.campaign !== "campaign-of-others"), ...later(4)]),
    /History was rewritten/,
    422,
  ],
];

describe("I20, I11: somebody with the log's own key who", () => {
  it.each(histories)(
    "%s: told by the checkpoint kept from before, and refused by a witness",
    async (_, tell, reason, status) => {
      const told = tell();
      const failed = failures(
        await verify(told.files, { vkey: sound.vkey, previous: sound.checkpointAt(14) }),
      );
      expect(failed.consistency).toMatch(reason);
      expect(failed.signature).toBeUndefined();
      expect(failed.key).toBeUndefined();
      expect((await witnessed(told, 14)).status).toBe(status);
    },
  );

  it("only goes on: holds, and is cosigned", async () => {
    const told = retold((events) => [...events, ...later(5)]);
    expect(
      failures(await verify(told.files, { vkey: sound.vkey, previous: sound.checkpointAt(14) })),
    ).toEqual({});
    expect((await witnessed(told, 14)).status).toBe(200);
  });

  it("signs with another key: told by the key kept, and refused by a witness", async () => {
    const told = buildPack({ key: packKey("another") });
    expect(failures(await verify(told.files, { vkey: sound.vkey })).key).toContain(
      "does not hold the key you gave",
    );
    expect((await witnessed(told, 14)).status).toBe(403);
  });
});

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "histories-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function zipped(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  // As exports write it: sizes after the data.
  for (const [name, bytes] of files)
    zip.addBuffer(Buffer.from(bytes), name, {
      mtime: new Date(2031, 0, 5),
      forceDosTimestamp: true,
      compress: name !== "vkey",
    });
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function manifestOf(bytes: Uint8Array): Promise<string | undefined> {
  const file = path.join(folder, "pack.zip");
  await writeFile(file, bytes);
  try {
    return failures(await verifyPath(file, {})).manifest;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether the manifest of a ZIP file holds. */
async function holds(bytes: Uint8Array): Promise<boolean> {
  const file = path.join(folder, "small.zip");
  await writeFile(file, bytes);
  try {
    const zip = openZip(file);
    try {
      return (await checkManifest(zip, sha256)).ok === true;
    } finally {
      zip.close();
    }
  } catch {
    return false;
  }
}

/** Puts bytes into a ZIP file before its directory, and moves the directory. */
function insertedBeforeDirectory(zip: Buffer): Buffer {
  const end = zip.length - 22;
  const start = zip.readUInt32LE(end + 16);
  const moved = Buffer.concat([zip.subarray(0, start), Buffer.from("hidden"), zip.subarray(start)]);
  moved.writeUInt32LE(start + 6, end + 6 + 16);
  return moved;
}

const containers: [string, (zip: Buffer) => Buffer, RegExp][] = [
  ["puts something between the files and the directory", insertedBeforeDirectory, /its files end at byte/],
  ["adds something at the end", (zip) => Buffer.concat([zip, Buffer.from("more")]), /its end is missing/],
  [
    "adds a comment",
    (zip) => {
      const more = Buffer.concat([zip, Buffer.from("more")]);
      more.writeUInt16LE(4, zip.length - 2);
      return more;
    },
    /carries a comment/,
  ],
  [
    "changes the method before the data",
    (zip) => {
      zip.writeUInt16LE(zip.readUInt16LE(8) ^ 8, 8);
      return zip;
    },
    /one thing in the directory and another before its data/,
  ],
  [
    "changes the time before the data",
    (zip) => {
      zip.writeUInt16LE(zip.readUInt16LE(10) ^ 1, 10);
      return zip;
    },
    /one thing in the directory and another before its data/,
  ],
  [
    "changes the CRC-32 before the data",
    (zip) => {
      zip.writeUInt32LE(7, 14);
      return zip;
    },
    /one thing in the directory and another before its data/,
  ],
  [
    "has a file unpacked as a link",
    (zip) => {
      const at = zip.readUInt32LE(zip.length - 22 + 16);
      zip.writeUInt16LE(0xa1ff, at + 40);
      return zip;
    },
    /something other than a file/,
  ],
];

describe("I20: somebody who changes the ZIP file around the files and", () => {
  it.each(containers)("%s: told", async (_, change, reason) => {
    expect(await manifestOf(change(await zipped(sound.files)))).toMatch(reason);
  });

  it("changes nothing: holds", async () => {
    expect(await manifestOf(await zipped(sound.files))).toBeUndefined();
  });

  it("flips any bit of what stands before, after or between the files: told, but for what no reader looks at", async () => {
    const files: Files = new Map(
      [...sound.files].filter(([name]) => name === "README.txt" || name === "vkey"),
    );
    refreshManifest(files);
    const zip = await zipped(files);
    const silent: number[] = [];
    for (let at = 0; at < zip.length; at++)
      if (await holds(flipped(new Uint8Array(zip), at, 1))) silent.push(at);
    expect(await holds(zip)).toBe(true);
    const start = zip.readUInt32LE(zip.length - 22 + 16);
    const fields = silent.map((at) => placeIn(zip, start, at));
    expect([...new Set(fields)].sort()).toEqual(UNREAD);
  });
});

/** Of the directory: the version it was made by, attributes, and disks, of which there is one. */
const UNREAD = [
  ...[34, 35, 36, 37, 38, 39, 4, 40, 41, 5].map((at) => `directory ${at}`),
  ...[4, 5, 6, 7, 8, 9].map((at) => `end ${at}`),
];

function placeIn(zip: Buffer, start: number, at: number): string {
  if (at >= zip.length - 22) return `end ${at - (zip.length - 22)}`;
  if (at < start) return `data ${at}`;
  let from = start;
  for (;;) {
    const next =
      from + 46 + zip.readUInt16LE(from + 28) + zip.readUInt16LE(from + 30) + zip.readUInt16LE(from + 32);
    if (at < next) return `directory ${at - from}`;
    from = next;
  }
}
