import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64, toHex } from "@/lib/audit-log/bytes";
import { parseCheckpoint } from "@/lib/audit-log/checkpoint";
import { ed25519Verify, readLogKey } from "@/lib/audit-log/ed25519";
import { parseVkey } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import { type History, headAt, submission, WATCHED_LOG, watchedKey } from "@/lib/testing/witness-log";
import { judge, type Watched } from "./judge";
import type { Head, Ledger } from "./ledger";
import { answering } from "./listener";

const keys = [parseVkey(sha256, watchedKey().vkey)];
const crypto = { sha256, verify: ed25519Verify };
const grown = (n: number, from: History = []): History => [
  ...from,
  ...Array.from({ length: n }, (_, i) => `entry ${from.length + i}`),
];
const nine = grown(9);
const forked = ["another", ...nine.slice(1)];

function after(history: History | undefined): (origin: string) => Watched | undefined {
  const head = history && parseCheckpoint(headAt(history)).checkpoint;
  return (origin) => (origin === WATCHED_LOG ? { keys, head } : undefined);
}
const judged = (body: string, history?: History) => judge(body, after(history), crypto);

describe("a witness, as tlog-witness asks of it", () => {
  it("cosigns a first head without a proof, and later ones with one", async () => {
    expect(await judged(submission(nine, 0))).toMatchObject({ status: 200 });
    for (const size of [1, 4, 5, 8])
      expect(await judged(submission(nine, size), nine.slice(0, size))).toMatchObject({ status: 200 });
  });

  it("cosigns the head it has cosigned last once more", async () => {
    expect(await judged(submission(nine, 9), nine)).toMatchObject({ status: 200 });
  });

  it("keeps of a request the log's own signatures, each once, and no line that somebody added", async () => {
    const head = headAt(nine);
    const own = head.slice(head.lastIndexOf("\n\n") + 2);
    const junk = ["— somebody.example AAAAAAEC\n", `${own}`, `— ${WATCHED_LOG} AAAAAAEC\n`].join("");
    const body = submission(nine, 9).replace(own, own + junk);
    expect(body).toContain("somebody.example");
    expect(await judged(body, nine)).toMatchObject({ status: 200, signed: head });
    const refused = await judged(submission(forked, 9).replace(/$/, "— somebody.example AAAAAAEC\n"), nine);
    expect(refused).toMatchObject({ status: 409, evidence: { note: headAt(forked) } });
  });

  it("answers 409 with the size it has cosigned last, where the log believes in another", async () => {
    expect(await judged(submission(nine, 0), nine.slice(0, 4))).toEqual({ status: 409, size: 4 });
    expect(await judged(submission(nine, 5), nine.slice(0, 4))).toEqual({ status: 409, size: 4 });
    expect(await judged(submission(nine, 3))).toEqual({ status: 409, size: 0 });
  });

  it("answers 409 with the larger size to a log that was rolled back", async () => {
    expect(await judged(submission(nine, 0, 5), nine)).toEqual({ status: 409, size: 9 });
  });

  it("refuses another root of the same size, and keeps it as evidence", async () => {
    const refused = await judged(submission(forked, 9), nine);
    expect(refused).toMatchObject({ status: 409, problem: expect.stringContaining("two histories") });
    expect(refused).toMatchObject({ evidence: { note: headAt(forked) } });
  });

  it("refuses a fork that went on, whichever proof it brings, and keeps it as evidence", async () => {
    const on = grown(4, forked);
    const bodies = [submission(on, 9), submission(grown(4, nine), 9, 13, headAt(on))];
    for (const body of bodies)
      expect(await judged(body, nine)).toMatchObject({ status: 422, evidence: { note: headAt(on) } });
  });

  it("refuses a proof where none is due", async () => {
    const proof = submission(nine, 4).slice("old 4".length);
    expect(await judged(`old 0${proof}`)).toMatchObject({ status: 422 });
    expect(await judged(`old 9${proof}`, nine)).toMatchObject({ status: 422 });
  });

  it("knows its logs and their keys", async () => {
    const stranger = readLogKey("countersign/ffffffffffffffff", "22".repeat(32));
    expect(await judged(submission(nine, 0, 9, headAt(nine, 9, stranger)))).toMatchObject({ status: 404 });
    const namesake = headAt(nine, 9, watchedKey("22"));
    expect(await judged(submission(nine, 0, 9, namesake))).toMatchObject({ status: 403 });
    const changed = headAt(nine).replace("\n9\n", "\n8\n");
    expect(await judged(submission(nine, 0, 9, changed))).toMatchObject({ status: 403 });
    const both = headAt(nine) + namesake.slice(namesake.lastIndexOf("—"));
    expect(await judged(submission(nine, 0, 9, both))).toMatchObject({ status: 200 });
  });

  it("answers 400 to what it cannot read, and to an old size beyond the checkpoint", async () => {
    for (const body of ["", "old 0\n\n", "old 0\n\nno checkpoint\n", submission(nine, 10)])
      expect(await judged(body, nine), body).toMatchObject({ status: 400 });
  });

  it("cosigns an empty log only with the root of no entries", async () => {
    expect(await judged(submission([], 0))).toMatchObject({ status: 200 });
    const lie = headAt(nine).replace("\n9\n", "\n0\n");
    expect(await judged(submission([], 0, 0, lie))).toMatchObject({ status: 403 });
  });
});

/** A ledger in memory, whose disk can be full. */
function inMemory() {
  let kept: Head | undefined;
  const disk = { full: false };
  const witness = readLogKey("audit.example", "33".repeat(32));
  const ledger: Ledger = {
    name: witness.name,
    vkey: witness.vkey,
    signer: witness,
    logs: () => [],
    watch: (origin) => {
      if (origin !== WATCHED_LOG) return undefined;
      const root = kept && fromBase64(kept.root);
      return { keys, head: kept && root ? { size: kept.size, root } : undefined };
    },
    keep: (head) => {
      if (disk.full) throw new Error("ENOSPC");
      kept = head;
    },
    refuse: () => undefined,
    close: () => undefined,
  };
  return { disk, ledger, size: () => kept?.size ?? 0 };
}

/** One step of a log that may lie: which of its histories it goes on with, and what of it it shows. */
const step = fc.record({
  history: fc.nat(3),
  /** Cut the history here, in hundredths of it, and go on with other entries. */
  cut: fc.option(fc.nat(99), { nil: undefined }),
  add: fc.nat(7),
  /** Show a head this far before its end. */
  back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(5)),
  /** Believe in the size that the witness names, or in some other. */
  old: fc.option(fc.nat(12), { nil: undefined }),
  /** Give the proof of another history than the head's. */
  proofOf: fc.option(fc.nat(3), { nil: undefined }),
  full: fc.boolean(),
});

describe("whatever a log does", () => {
  it("no two heads that a witness cosigns contradict each other, and none is smaller than one before", async () => {
    let cosigned = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const { disk, ledger, size } = inMemory();
        const answer = answering(ledger, () => 1_790_000_000);
        const histories: string[][] = [[], [], [], []];
        const signed: History[] = [];
        let n = 0;
        const sent: Promise<void>[] = [];
        for (const s of steps) {
          let history = histories[s.history] ?? [];
          if (s.cut !== undefined) history = history.slice(0, Math.floor((history.length * s.cut) / 100));
          // Entries of one number are the same in each history, half of the time: forks that come together again are none.
          for (let i = 0; i < s.add; i++)
            history = [...history, s.cut === undefined ? `e${history.length}` : `x${++n}`];
          histories[s.history] = history;
          const shown = history.slice(0, Math.max(0, history.length - s.back));
          const proven = s.proofOf === undefined ? history : (histories[s.proofOf] ?? history);
          const old = s.old ?? size();
          const whole = proven.length >= shown.length && old <= shown.length ? proven : history;
          const body = submission(whole, Math.min(old, shown.length), shown.length, headAt(shown));
          disk.full = s.full && s.back === 3;
          sent.push(
            answer(body).then(
              ({ status }) => void (status === 200 ? signed.push(shown) : refused++),
              () => void refused++,
            ),
          );
          // Some are answered before the next is sent, others wait in line together.
          if (s.add % 2 === 0) await Promise.all(sent);
        }
        await Promise.all(sent);
        cosigned += signed.length;
        signed.forEach((history, at) => {
          const before = signed[at - 1] ?? [];
          expect(history.slice(0, before.length)).toEqual(before);
        });
      }),
      { numRuns: 150 },
    );
    expect(cosigned).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  it("two requests at once never get two heads of one size that differ", async () => {
    const { ledger } = inMemory();
    const answer = answering(ledger, () => 1_790_000_000);
    const bodies = [nine, forked, nine, ["third", ...nine.slice(1)]].map((h) => submission(h, 0));
    const answers = await Promise.all(bodies.map(answer));
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 409, 409]);
    expect(toHex(ledger.watch(WATCHED_LOG)?.head?.root ?? new Uint8Array())).toBe(
      toHex(parseCheckpoint(headAt(nine)).checkpoint.root),
    );
  });
});
