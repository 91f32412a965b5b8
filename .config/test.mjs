// The whole suite, step by step, each counted; the last line is "N passed, N failed".
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
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

// The company that the journeys walk in is made once, while the pages are built; each half has a copy of its own.
const company = path.join(out, "company");
const today = "2026-11-22T09:00:00Z";

// Half of the journeys in a world of its own, beside the other half: what one waits for, the other works in.
const half = (n) => [
  "playwright",
  ["test", "--config", "e2e/playwright.config.ts", `--shard=${n}/2`],
  {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report(`e2e-${n}`),
    E2E_PORT: String(3400 + 10 * n),
    E2E_TODAY: today,
    E2E_COMPANY: company,
  },
];

/** Each step's commands by the name of their report; those of one step run at once. */
const steps = {
  check: { check: ["npm", ["run", "--silent", "check"]] },
  unit: { unit: vitest("unit", "unit") },
  "db-pglite": { "db-pglite": vitest("db-pglite", "db") },
  "db-postgres": { "db-postgres": [...vitest("db-postgres", "db"), { TEST_DATABASE: "postgres" }] },
  build: {
    build: ["npm", ["run", "--silent", "build"]],
    company: [
      "tsx",
      ["lib/demo/run.ts", "--seed", "--data", company],
      {
        COUNTERSIGN_DEMO: "1",
        COUNTERSIGN_DATA: company,
        COUNTERSIGN_TODAY: today,
        NODE_ENV: "production",
        LOG_LEVEL: "error",
      },
    ],
  },
  e2e: { "e2e-1": half(1), "e2e-2": half(2) },
};
const groups = {
  unit: ["unit"],
  db: ["db-pglite", "db-postgres"],
  e2e: ["build", "e2e"],
  all: Object.keys(steps),
};
const chosen = groups[process.argv[2] ?? "all"];
if (!chosen) {
  console.error(`Which part? One of ${Object.keys(groups).join(", ")}.`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
let skipped = 0;
for (const step of chosen) {
  console.log(`\n── ${step}`);
  const runs = Object.entries(steps[step]).map(([name, command], at) => ended(name, command, at > 0));
  for (const { name, status, log } of await Promise.all(runs)) {
    if (log) console.log(`\n── ${name}\n${readFileSync(log, "utf8")}`);
    const counts = existsSync(report(name))
      ? read(JSON.parse(readFileSync(report(name), "utf8")))
      : undefined;
    passed += counts?.passed ?? (status === 0 ? 1 : 0);
    skipped += counts?.skipped ?? 0;
    // A step that ends badly without a failing test to name is itself the failure.
    failed += status === 0 ? 0 : Math.max(counts?.failed ?? 0, 1);
  }
}
rmSync(out, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 ? 0 : 1);

/** What a command ended with; where another runs beside it, what it printed is in a file. */
function ended(name, [command, args, env], apart) {
  const log = apart ? path.join(out, `${name}.log`) : undefined;
  const to = log ? openSync(log, "w") : "inherit";
  const run = spawn(command, args, { stdio: ["ignore", to, to], env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    run.on("error", reject);
    run.on("exit", (status) => resolve({ name, status, log }));
  });
}

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
