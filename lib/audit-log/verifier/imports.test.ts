import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { refreshManifest } from "@/lib/testing/pack";
import { prefixed } from "@/lib/testing/pack-story";
import { checkOf, retold } from "@/lib/testing/tampering";

const counts = { read: 14, stored: 11, duplicates: 2, rejected: 1 };
const file = "c".repeat(64);
const asOf = "2031-01-04T00:00:00.000Z";
const pack = retold((events) => [
  {
    type: "snapshot.imported",
    actor: { kind: "person", id: "person-ines" },
    data: {
      snapshot: 1,
      source: "lantern-hr",
      format: "folder",
      as_of: asOf,
      sha256: prefixed(file),
      ...counts,
    },
  },
  {
    type: "source.accepted",
    actor: { kind: "person", id: "person-ines" },
    data: { source: "lantern-hr", snapshot: 1, check: "fewer rows" },
  },
  ...events,
]);
const acceptance = {
  ...{ check: "fewer rows", by: "person-ines", leaf_index: 1 },
  at: pack.events.find((e) => e.type === "source.accepted")?.at ?? "",
};
const entry = {
  ...{ snapshot: 1, source: "lantern-hr", format: "folder", as_of: asOf, sha256: file, rows: counts },
  ...{ imported_by: "person-ines", acceptances: [acceptance] },
};

function check(entries: JsonObject[], of = pack) {
  const files = new Map(of.files);
  files.set("sources.json", toUtf8(JSON.stringify(entries)));
  refreshManifest(files);
  return checkOf(files, "sources");
}

describe("I20: what a campaign was built from", () => {
  it("holds as the log says it was imported, and is open where the log does not", async () => {
    expect(await check([entry])).toMatchObject({ ok: true });
    expect(await check([{ ...entry, sha256: prefixed(file) }])).toMatchObject({ ok: true });
    expect(
      await check(
        [entry],
        retold((events) => events),
      ),
    ).toMatchObject({
      ok: null,
      detail: expect.stringContaining("of 1 the log does not say that it was imported"),
    });
  });

  it.each<[string, JsonObject, string]>([
    ["another file", { sha256: "d".repeat(64) }, `sha256 of snapshot 1 is sha256:${"d".repeat(64)}, leaf 0`],
    ["another source", { source: "lamp-hr" }, "source of snapshot 1 is lamp-hr"],
    ["rows left out", { rows: { ...counts, rejected: 0 } }, "rejected of snapshot 1 is 0"],
    ["another day", { as_of: "2031-01-05T00:00:00.000Z" }, "as_of of snapshot 1 is 2031-01-05"],
    ["another format", { format: "csv" }, "format of snapshot 1 is csv"],
    ["an acceptance left out", { acceptances: [] }, "acceptances of snapshot 1 are []"],
    ["an acceptance of another's", { acceptances: [{ ...acceptance, by: "x" }] }, '"by":"x"'],
    ["another snapshot", { snapshot: 2 }, "names the snapshots 2, the launch was of 1"],
  ])("fails with %s", async (_, change, detail) => {
    expect(await check([{ ...entry, ...change }])).toMatchObject({
      ok: false,
      detail: expect.stringContaining(detail),
    });
  });
});
