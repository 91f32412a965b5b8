import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LockedError, lockFolder } from "@/db/lock";
import { isBuilt } from "@/lib/demo/build";
import { demoIn, mark, mustBeFree, removeDemo } from "@/lib/demo/marker";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "countersign-demo-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the demo's folder", () => {
  it("is none, half, ready, or something else that is left alone", () => {
    expect(demoIn(path.join(dir, "not-there"))).toBe("none");
    expect(demoIn(dir)).toBe("none");
    mark(dir, "preparing", "2026-11-22");
    expect(demoIn(dir)).toBe("half");
    mark(dir, "ready", "2026-11-22");
    expect(demoIn(dir)).toBe("ready");
    writeFileSync(path.join(dir, "demo.json"), JSON.stringify({ state: "ready", today: "2026-11-22" }));
    expect(demoIn(dir)).toBe("old");
    writeFileSync(path.join(dir, "demo.json"), "{");
    expect(demoIn(dir)).toBe("other");
    expect(() => removeDemo(dir)).toThrow(/is not a demo, so it is left alone/);
    expect(existsSync(dir)).toBe(true);
  });

  it("is removed whole, unless a process has it open", () => {
    mark(dir, "ready", "2026-11-22");
    const release = lockFolder(path.join(dir, "db"), "a test");
    expect(() => removeDemo(dir)).toThrow(LockedError);
    expect(() => mustBeFree(dir)).toThrow(`process ${process.pid}`);
    release();
    mustBeFree(dir);
    removeDemo(dir);
    expect(existsSync(dir)).toBe(false);
    removeDemo(dir);
  });
});

describe("the build", () => {
  const file = (name: string, seconds: number) => {
    const at = path.join(dir, name);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, "");
    utimesSync(at, seconds, seconds);
  };

  it("is used while it is newer than what it is made of; tests and tools do not count", () => {
    file("lib/reviews/rules.ts", 100);
    expect(isBuilt(dir)).toBe(false);
    file(".next/BUILD_ID", 200);
    expect(isBuilt(dir)).toBe(true);
    file("lib/reviews/rules.test.ts", 300);
    file("lib/testing/world.ts", 300);
    file("README.md", 300);
    expect(isBuilt(dir)).toBe(true);
    file("components/ui/button.tsx", 300);
    expect(isBuilt(dir)).toBe(false);
    file(".next/BUILD_ID", 400);
    expect(isBuilt(dir)).toBe(true);
    file("package-lock.json", 500);
    expect(isBuilt(dir)).toBe(false);
  });
});
