import { describe, expect, it } from "vitest";
import { refreshManifest } from "@/lib/testing/pack";
import { CAMPAIGN } from "@/lib/testing/pack-story";
import { checkOf, edit, failures, retold, sound, verify } from "@/lib/testing/tampering";

describe("I20: a sound pack", () => {
  it("holds, and says what it cannot know by itself", async () => {
    const { ok, checks } = await verify(sound.files);
    expect(ok).toBe(true);
    expect(Object.fromEntries(checks.map((check) => [check.name, check.ok]))).toEqual({
      manifest: true,
      signature: true,
      "sign-offs": true,
      key: null,
      root: true,
      consistency: null,
      witnesses: null,
      sealed: true,
      population: true,
      inclusion: true,
      chain: true,
      rows: true,
      payloads: true,
      completeness: true,
      drafts: null,
      assignments: true,
      roles: null,
      sources: null,
      removals: null,
      rules: null,
      duties: true,
      answers: true,
      batches: true,
      exceptions: true,
      "second looks": true,
      actors: true,
      arms: null,
      challenges: true,
      "tie-out": true,
      counts: true,
      unbound: null,
    });
    expect(checks.find((check) => check.name === "key")?.detail).toContain("not independently known");
  });

  it.each([0, 1, 7, 19, 20])(
    "continues the checkpoint kept at size %d, under the key known",
    async (size) => {
      const { ok, checks } = await verify(sound.files, {
        vkey: sound.vkey,
        previous: sound.checkpointAt(size),
      });
      expect(ok).toBe(true);
      expect(checks.filter((check) => check.ok === null).map((check) => check.name)).toEqual([
        ...["witnesses", "drafts", "roles", "sources", "removals", "rules", "arms", "unbound"],
      ]);
    },
  );

  it("knows the key by the checkpoint kept before", async () => {
    expect(await checkOf(sound.files, "key", { previous: sound.checkpointAt(3) })).toEqual({
      name: "key",
      ok: true,
      detail: "the same key signed the earlier checkpoint you gave",
    });
  });

  it("is the invented one", () => {
    expect(sound.events.filter((event) => event.campaign === CAMPAIGN)).toHaveLength(15);
    expect(sound.events[16]?.type).toBe("campaign.sealed");
  });

  it("of a campaign still running leaves open what is not yet decided", async () => {
    const running = retold((events) => events.slice(0, 14));
    edit(running.files, "items.csv", (text) => text.replaceAll(/not_certified|removed_at_source/g, "open"));
    edit(running.files, "tie-out.json", (text) => text.replace(/,"close":\{.*?\}/, ""));
    running.files.delete("counts.json");
    refreshManifest(running.files);
    const { ok, checks } = await verify(running.files);
    expect(failures({ ok, checks })).toEqual({});
    expect(checks.filter((check) => check.ok === null)).toEqual([
      expect.objectContaining({ name: "key" }),
      expect.objectContaining({ name: "consistency" }),
      expect.objectContaining({ name: "witnesses" }),
      expect.objectContaining({ name: "sealed", detail: expect.stringContaining("is not sealed") }),
      {
        name: "completeness",
        ok: null,
        detail: "the campaign was not closed at this checkpoint: 2 items are open",
      },
      ...["drafts", "roles", "sources", "removals", "rules", "arms"].map((name) =>
        expect.objectContaining({ name }),
      ),
      { name: "counts", ok: null, detail: "counts.json is not in this pack" },
      expect.objectContaining({ name: "unbound" }),
    ]);
  });
});

describe("I5: a cancelled campaign", () => {
  const cancelled = retold((events) =>
    events.map((event) =>
      event.type === "campaign.closed"
        ? { ...event, type: "campaign.cancelled", data: { decided: 7, open: 2 } }
        : event,
    ),
  );

  it("is sealed all the same, and leaves its items open", async () => {
    edit(cancelled.files, "items.csv", (text) => text.replaceAll(/not_certified|removed_at_source/g, "open"));
    edit(cancelled.files, "tie-out.json", (text) => text.replace(/,"close":\{.*?\}/, ""));
    refreshManifest(cancelled.files);
    expect(failures(await verify(cancelled.files))).toEqual({});
    expect((await checkOf(cancelled.files, "sealed")).ok).toBe(true);
    expect(await checkOf(cancelled.files, "completeness")).toEqual({
      name: "completeness",
      ok: null,
      detail: "the campaign was cancelled at leaf 15: 2 items are open",
    });
  });
});

describe("I20: another history", () => {
  const shorter = retold((events) => events.slice(0, 12));
  const other = retold((events) => events.toSpliced(4, 1));

  it("signed with another key is told by the key, and only by it", async () => {
    const forged = retold((events) => events, "another");
    const check = await checkOf(forged.files, "key", { vkey: sound.vkey });
    expect(check.ok).toBe(false);
    expect(check.detail).toContain("It carries no signature by countersign/00112233445566ff+4cca64b1");
    expect((await checkOf(forged.files, "key", { previous: sound.checkpointAt(20) })).ok).toBe(false);
    expect(await checkOf(forged.files, "key")).toEqual(
      expect.objectContaining({ ok: null, detail: expect.stringContaining("not independently known") }),
    );
    expect((await verify(forged.files)).ok).toBe(true);
  });

  it("that lost its end is told by a checkpoint kept before", async () => {
    expect(failures(await verify(shorter.files, { previous: sound.checkpointAt(20) })).consistency).toBe(
      "checkpoint: the log now has 12 leaves, at the earlier checkpoint it had 20. Leaves were cut off its end.",
    );
    expect((await checkOf(shorter.files, "sealed")).ok).toBeNull();
  });

  it("that was rewritten is told by a checkpoint kept before, and not by an older one", async () => {
    const check = await checkOf(other.files, "consistency", { previous: sound.checkpointAt(10) });
    expect(check.detail).toContain("leaves.jsonl:1-10: these leaves are not the ones");
    expect((await checkOf(other.files, "consistency", { previous: sound.checkpointAt(4) })).ok).toBe(true);
  });

  it("of another log is not compared", async () => {
    const strange = sound.checkpointAt(10).replaceAll("countersign/", "elsewhere/");
    expect((await checkOf(sound.files, "consistency", { previous: strange })).detail).toContain(
      "it is of the log countersign/00112233445566ff, the earlier one of elsewhere/00112233445566ff",
    );
  });

  it("is no excuse for a key or checkpoint that cannot be read", async () => {
    await expect(verify(sound.files, { vkey: "nonsense" })).rejects.toThrow("not of the form name+id+key");
    await expect(verify(sound.files, { previous: "nonsense\n" })).rejects.toThrow("no blank line");
  });
});
