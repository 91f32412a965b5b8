import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { perform } from "@/lib/chore";
import { AppError } from "@/lib/errors";
import { reserveUpload } from "@/lib/sources/import-job";
import { keepFile, safeName, viewUpload } from "@/lib/sources/uploads";
import { freshDatabase } from "@/lib/testing/database";
import { company, operator, removeFolders, temporaryData } from "@/lib/testing/imports";

const data = temporaryData();
let end: () => Promise<void>;

beforeAll(async () => {
  ({ end } = await freshDatabase());
});
afterAll(async () => {
  await end();
  removeFolders();
});

const reserved = async () => (await perform(operator, reserveUpload, {})).id;
const folderOf = (upload: string) => path.join(data, "uploads", upload);

/** The text in pieces of at most 7 bytes, as a network gives it. */
function streamOf(text: string, fails = false): ReadableStream {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = bytes.slice(at, at + 7);
      at += 7;
      if (piece.length > 0) controller.enqueue(piece);
      else if (fails) controller.error(new Error("the connection broke"));
      else controller.close();
    },
  });
}

function send(
  upload: string,
  name: string,
  text: string,
  length: string | null = String(Buffer.byteLength(text)),
) {
  return keepFile(operator, { upload, name, length, body: streamOf(text) });
}

const refusal = (slug: string) => expect.objectContaining({ slug }) as AppError;

describe("a file that is sent", () => {
  it("arrives byte for byte, for the server's eyes only", async () => {
    const upload = await reserved();
    const text = "User Name,Roles\nmélanie,Agent\n";
    await expect(send(upload, "Zoë's export.csv", text)).resolves.toEqual({
      name: "Zoë's export.csv",
      bytes: Buffer.byteLength(text),
    });
    const place = path.join(folderOf(upload), "Zoë's export.csv");
    expect(readFileSync(place, "utf8")).toBe(text);
    expect(statSync(place).mode & 0o777).toBe(0o600);
    expect(statSync(folderOf(upload)).mode & 0o777).toBe(0o700);
  });

  it.each([
    ["shorter than declared", "abc", "4", "length"],
    ["longer than declared", "abcdefghijklmnop", "3", "length"],
    ["of no declared length", "abc", null, "length"],
    ["of a length that is no number", "abc", "3e3", "length"],
    ["declared larger than an upload may be", "abc", String(5 * 1024 ** 3), "too-large"],
  ])("is refused when it is %s, and leaves nothing behind", async (_, text, length, slug) => {
    const upload = await reserved();
    await send(upload, "first.csv", "a\n1\n");
    await expect(send(upload, "a.csv", text, length)).rejects.toEqual(refusal(slug));
    expect(readdirSync(folderOf(upload))).toEqual(["first.csv"]);
  });

  it("leaves nothing behind when the connection breaks", async () => {
    const upload = await reserved();
    await expect(
      keepFile(operator, { upload, name: "a.csv", length: "3", body: streamOf("abc", true) }),
    ).rejects.toThrow();
    expect(readdirSync(folderOf(upload))).toEqual([]);
  });

  it("does not replace another of the same name", async () => {
    const upload = await reserved();
    await send(upload, "a.csv", "first");
    await expect(send(upload, "A.CSV", "second")).rejects.toEqual(refusal("file-name"));
    expect(readFileSync(path.join(folderOf(upload), "a.csv"), "utf8")).toBe("first");
  });

  it("is refused from whoever may not import, and for an upload that nobody reserved", async () => {
    const upload = await reserved();
    const file = { upload, name: "a.csv", length: "1", body: streamOf("a") };
    await expect(keepFile({ actor: { kind: "nobody" }, requestId: "t" }, file)).rejects.toEqual(
      refusal("sign-in"),
    );
    await expect(send("018f0000-0000-7000-8000-0000000000aa", "a.csv", "a")).rejects.toEqual(
      refusal("upload"),
    );
    expect(() => statSync(folderOf(upload))).toThrow();
  });
});

describe("a file's name", () => {
  it.each([
    "../a.csv",
    "a/b.csv",
    "a\\b.csv",
    "",
    ".",
    "..",
    ".hidden",
    "a.part",
    "a\u0000.csv",
    "a\u202ecsv.exe",
    " a.csv",
    "C:a.csv",
    "x".repeat(201),
  ])("%j is refused", (name) => {
    expect(() => safeName(name)).toThrow(AppError);
  });

  it.each(["accounts.csv", "Q4 export (2).csv", "利用者.csv"])("%j is taken", (name) => {
    expect(safeName(name)).toBe(name);
  });
});

describe("what an upload is", () => {
  it("an import folder, with the files that are not of one named", async () => {
    const upload = await reserved();
    for (const [name, text] of Object.entries({ ...company(), "readme.txt": "hello" }))
      await send(upload, name, String(text));
    const view = await viewUpload(operator, { upload });
    expect(view.format).toBe("folder");
    expect(view.files.filter((f) => !f.read).map((f) => f.name)).toEqual(["readme.txt"]);
  });

  it("an import folder that lacks a file is refused before it is started", async () => {
    const upload = await reserved();
    await send(upload, "accounts.csv", "id,application_id\na,b\n");
    await send(upload, "grants.csv", "account_id,entitlement_id\na,b\n");
    await expect(viewUpload(operator, { upload })).rejects.toEqual(refusal("folder"));
  });

  it("a single CSV, with its first rows as the suggested mapping reads them and then as another does", async () => {
    const upload = await reserved();
    await send(upload, "desk.csv", "User Name,Roles\nmia,Agent;Lead\n");
    const view = await viewUpload(operator, { upload, source: "Desk" });
    expect(view).toMatchObject({
      format: "csv",
      header: ["User Name", "Roles"],
      remembered: false,
      rows: [{ line: 2, account: "mia", application: "Desk", entitlements: ["Agent", "Lead"] }],
    });
    const other = { shape: "long", separator: ",", columns: { "User Name": "account", Roles: "role" } };
    expect((await viewUpload(operator, { upload, mapping: other })).rows[0]?.entitlements).toEqual([
      "Agent;Lead",
    ]);
    const unusable = { shape: "wide", separator: ",", columns: { "User Name": "name", Roles: "role" } };
    expect((await viewUpload(operator, { upload, mapping: unusable })).rows).toEqual([]);
  });
});
