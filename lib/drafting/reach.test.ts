import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { type Permission, permits, policy } from "@/lib/auth/policy";

const root = process.cwd();

/** The files a file imports, types not counted. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8").replace(/^\s*(?:import|export) type [\s\S]*?from "[^"]+";/gmu, "");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/gu)].flatMap(([, name = ""]) => {
    const base = name.startsWith("@/")
      ? path.join(root, name.slice(2))
      : name.startsWith(".")
        ? path.resolve(path.dirname(file), name)
        : undefined;
    if (!base) return [];
    const found = [base, `${base}.ts`, `${base}.tsx`].find((f) => existsSync(f) && /\.[a-z]+$/.test(f));
    if (!found) throw new Error(`${file} imports ${name}, which is not there.`);
    return [found];
  });
}

function reachable(from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...from];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    queue.push(...importsOf(file));
  }
  return seen;
}

describe("I1: no way leads from a draft to a decision", () => {
  const own = readdirSync(path.join(root, "lib/drafting"))
    .filter((f) => f.endsWith(".ts") && !f.endsWith(".test.ts"))
    .map((f) => path.join(root, "lib/drafting", f));
  const all = [...reachable(own)].map((f) => path.relative(root, f));

  test("the walk sees the graph", () => {
    expect(own.length).toBeGreaterThan(20);
    expect(all).toContain("lib/command.ts");
    expect(all).toContain("lib/evidence/schema.ts");
  });

  test("nothing under lib/drafting reaches lib/reviews, or another domain's commands", () => {
    expect(all.filter((f) => f.startsWith("lib/reviews/"))).toEqual([]);
    expect(all.filter((f) => /\/commands\.ts$/.test(f))).toEqual(["lib/drafting/commands.ts"]);
  });

  test("nothing reached writes a decision", () => {
    const writers = all.filter((f) => {
      const text = readFileSync(path.join(root, f), "utf8");
      return f.startsWith("lib/") && /insert\(decision\)|INSERT INTO decision\b|"item\.decide"/u.test(text);
    });
    expect(writers).toEqual(["lib/auth/policy.ts"]);
  });

  test("the drafting step may record drafts and nothing else, whatever the subject", () => {
    const actor: Actor = { kind: "system", name: "drafting" };
    const subject = { reviewerId: "p", personId: "p", ownerId: "p" };
    const may = (who: Actor) =>
      (Object.keys(policy) as Permission[]).filter((p) => permits(p, who, subject) === "allow");
    const anybody = may({ kind: "nobody" });
    const allowed = may(actor).filter((p) => !anybody.includes(p));
    expect(anybody.filter((p) => !p.endsWith(".read"))).toEqual([]);
    expect(allowed).toEqual(["draft.record"]);
  });
});
