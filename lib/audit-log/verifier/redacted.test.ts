import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { packFiles, refreshManifest } from "@/lib/testing/pack";
import { CAMPAIGN, type StoryEvent } from "@/lib/testing/pack-story";
import { checkOf, retold } from "@/lib/testing/tampering";
import { withholds, withoutIdentities } from "./redacted";

const redacted = packFiles(new Map([["redacted.json", toUtf8("{}")]]));
const whole = packFiles(new Map());

describe("a redacted pack's columns", () => {
  it("are empty whatever a leaf says, in no other pack and in no other column", () => {
    expect(withholds(redacted, "remediation.csv", "why")).toBe(true);
    expect(withholds(redacted, "second-looks.csv", "why")).toBe(false);
    expect(withholds(redacted, "remediation.csv", "state")).toBe(false);
    expect(withholds(whole, "remediation.csv", "why")).toBe(false);
  });

  const task = { task: "task-1", snapshot: 3 };
  const step = (type: string, data: StoryEvent["data"]): StoryEvent => ({
    type,
    campaign: CAMPAIGN,
    item: "item-1",
    actor: { kind: "system:import", id: "import" },
    data,
  });
  const packOf = (why: string, withheld: boolean) => {
    const { files } = retold((events) => [
      ...events,
      step("remediation.requested", { task: "task-1", kind: "remove", owner: "person-ines" }),
      step("remediation.not_observed", { ...task, why: "still there for cod:ifeoma" }),
    ]);
    const at = /"at":"([^"]+)"/u;
    const lines = new TextDecoder().decode(files.get("leaves.jsonl")).trimEnd().split("\n");
    const [asked, seen] = lines
      .slice(-2)
      .map((line) => at.exec(Buffer.from(String(JSON.parse(line).leaf), "base64").toString("utf8"))?.[1]);
    files.set(
      "remediation.csv",
      toUtf8(
        `task_id,item_id,kind,state,owner_id,requested_at,applied_at,applied_by,observed_at,observed_snapshot,strength,why\r\ntask-1,item-1,remove,not_observed,person-ines,${asked},,,${seen},3,,${why}\r\n`,
      ),
    );
    if (withheld) files.set("redacted.json", toUtf8("{}"));
    refreshManifest(files);
    return files;
  };

  it("are held against nothing but that, and in a whole pack against their leaves", async () => {
    const said = "still there for cod:ifeoma";
    expect(await checkOf(packOf(said, false), "removals")).toMatchObject({ ok: true });
    expect(await checkOf(packOf("", false), "removals")).toMatchObject({ ok: false });
    expect(await checkOf(packOf("", true), "removals")).toMatchObject({ ok: true });
    expect(await checkOf(packOf(said, true), "removals")).toMatchObject({
      ok: false,
      detail: expect.stringContaining('why is "still there for cod:ifeoma"'),
    });
  });
});

describe("checks that need the ids of identities", () => {
  it("have no answer in a redacted pack, and what fails there fails", () => {
    const checks = [
      { name: "duties", ok: true, detail: "nobody" },
      { name: "second looks", ok: false, detail: "somebody" },
      { name: "rows", ok: true, detail: "all" },
    ];
    expect(withoutIdentities(redacted, checks).map((c) => c.ok)).toEqual([null, false, true]);
    expect(withoutIdentities(whole, checks)).toEqual(checks);
  });
});
