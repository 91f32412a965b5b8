// The whole suite, step by step, each counted; the last line is "N passed, N failed".
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const out = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
const report = (name) => path.join(out, `${name}.json`);
const vitest = (name, config) => [
  "vitest",
  [
    "run",
    "--config",
    `.config/vitest.${config}.ts`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report(name)}`,
  ],
];

const steps = {
  check: [["npm", ["run", "--silent", "check"]]],
  unit: [vitest("unit", "unit")],
  "db-pglite": [vitest("db-pglite", "db")],
  "db-postgres": [vitest("db-postgres", "db"), { TEST_DATABASE: "postgres" }],
  e2e: [
    ["playwright", ["test", "--config", "e2e/playwright.config.ts"]],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: report("e2e") },
  ],
};
const groups = { unit: ["unit"], db: ["db-pglite", "db-postgres"], e2e: ["e2e"], all: Object.keys(steps) };
const chosen = groups[process.argv[2] ?? "all"];
if (!chosen) {
  console.error(`Which part? One of ${Object.keys(groups).join(", ")}.`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
let skipped = 0;
for (const name of chosen) {
  const [[command, args], env] = steps[name];
  console.log(`\n── ${name}`);
  const run = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  const counts = existsSync(report(name)) ? read(JSON.parse(readFileSync(report(name), "utf8"))) : undefined;
  passed += counts?.passed ?? (run.status === 0 ? 1 : 0);
  skipped += counts?.skipped ?? 0;
  // A step that ends badly without a failing test to name is itself the failure.
  failed += run.status === 0 ? 0 : Math.max(counts?.failed ?? 0, 1);
}
rmSync(out, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 ? 0 : 1);

function read(json) {
  if (json.stats)
    return {
      passed: json.stats.expected + json.stats.flaky,
      failed: json.stats.unexpected,
      skipped: json.stats.skipped,
    };
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests,
    skipped: json.numPendingTests + (json.numTodoTests ?? 0),
  };
}
