import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { linkCtx, makeLink } from "./link";

const at = new Date("2026-11-22T10:00:00Z");

it("keeps the hash of a secret that only the link's text holds", () => {
  const made = makeLink(at);
  const secret = made.text.split(".")[1] ?? "";
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect(made.hash).toBe(createHash("sha256").update(secret).digest("hex"));
  expect(makeLink(at).hash).not.toBe(made.hash);
});

it("makes whoever comes by it its holder, and nobody else", () => {
  const made = makeLink(at);
  const { ctx, link } = linkCtx(made.text, "r");
  expect(link).toBe(made.id);
  expect(ctx.actor).toEqual({ kind: "link", link: made.id, hash: made.hash });
});

it.each(["", "x", ".", 7, null, undefined, `${"0".repeat(36)}.${"a".repeat(43)}`, "a".repeat(9_000)])(
  "%s is no link, and is told what a wrong one is told",
  (text) => {
    expect(() => linkCtx(text, "r")).toThrow(expect.objectContaining({ code: "not_found", slug: "row" }));
  },
);
