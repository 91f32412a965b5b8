import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { perform } from "@/lib/chore";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { MOST_VIEWS, removeView, renameView, saveView, views } from "./saved-views";

let handle: Handle;
let end: () => Promise<void>;
let me: WorldPerson;
let other: WorldPerson;
let admin: WorldPerson;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  me = await w.person({ name: "Ana Duarte" });
  other = await w.person({ name: "Bo Berg" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin", "auditor", "control_owner"] });
});
afterAll(() => end());

const save = (who: WorldPerson, name: string, search = "show=open") =>
  perform(who.ctx, saveView, { name, search });

describe("saved views", () => {
  it("are kept by name as the address of a list, and nothing else of the address", async () => {
    await save(me, " New and risky ", "item=1&seen=new&risk=high&evil=%3Cscript%3E&group=alike");
    const [view] = await read(me.ctx, views, {});
    expect(view).toMatchObject({ name: "New and risky", search: "group=alike&risk=high&seen=new" });
  });

  it("take the place of what had the same name, however it is written", async () => {
    const { id } = await save(me, "new AND risky", "risk=critical");
    const all = await read(me.ctx, views, {});
    expect(all).toEqual([{ id, name: "new AND risky", search: "risk=critical" }]);
  });

  it("are one's own: nobody else, whatever their role, sees, renames or removes them", async () => {
    const { id } = await save(me, "Mine");
    for (const who of [other, admin]) {
      expect(await read(who.ctx, views, {})).toEqual([]);
      await expect(perform(who.ctx, renameView, { view: id, name: "Theirs" })).rejects.toMatchObject({
        code: "not_found",
      });
      await expect(perform(who.ctx, removeView, { view: id })).rejects.toMatchObject({ code: "not_found" });
    }
    await save(other, "Mine", "show=decided");
    expect((await read(me.ctx, views, {})).find((v) => v.name === "Mine")?.search).toBe("show=open");
  });

  it("are renamed, but not to another's name, and removed", async () => {
    const { id } = await save(me, "Later");
    await expect(perform(me.ctx, renameView, { view: id, name: "MINE" })).rejects.toMatchObject({
      slug: "view-name",
    });
    await perform(me.ctx, renameView, { view: id, name: "LATER" });
    expect((await read(me.ctx, views, {})).map((v) => v.name)).toEqual(["LATER", "Mine", "new AND risky"]);
    await perform(me.ctx, removeView, { view: id });
    await expect(perform(me.ctx, removeView, { view: id })).rejects.toMatchObject({ code: "not_found" });
    expect((await read(me.ctx, views, {})).map((v) => v.name)).toEqual(["Mine", "new AND risky"]);
  });

  it(`are at most ${MOST_VIEWS}, also where two are saved at once`, async () => {
    for (let i = (await read(me.ctx, views, {})).length; i < MOST_VIEWS - 1; i++) await save(me, `View ${i}`);
    const both = await Promise.allSettled([save(me, "One"), save(me, "Two")]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(save(me, "Three")).rejects.toMatchObject({ slug: "views-full" });
    await save(me, "mine", "show=waiting");
    expect(await read(me.ctx, views, {})).toHaveLength(MOST_VIEWS);
  });

  it("need a name of one line", async () => {
    for (const name of ["", "  ", "a\nb", "x".repeat(61)])
      await expect(save(other, name)).rejects.toMatchObject({ slug: "input" });
  });

  it("are no fact for the record", async () => {
    expect(await rows(handle.db, sql`SELECT 1 FROM audit_event WHERE type LIKE '%view%'`)).toEqual([]);
  });
});
