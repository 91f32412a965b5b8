// The import rules, and that the cruiser saw the house: with a parser that fails it reports success over no modules.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";

const run = spawnSync(
  "depcruise",
  ["app", "components", "db", "lib", "--config", ".config/dependency-cruiser.cjs", "--output-type", "json"],
  { encoding: "utf8", maxBuffer: 1 << 28 },
);
let report;
try {
  report = JSON.parse(run.stdout);
} catch {
  console.error(run.stderr || run.stdout || run.error);
  process.exit(1);
}
const files = globSync("{app,components,db,lib}/**/*.{ts,tsx}").length;
const seen = report.modules.filter((m) => /^(app|components|db|lib)\//.test(m.source)).length;
const errors = report.summary.violations.filter((v) => v.rule.severity === "error");
for (const v of errors)
  console.error(
    `${v.rule.name}: ${v.from} → ${v.to}${v.cycle ? ` (${v.cycle.map((c) => c.name ?? c).join(" → ")})` : ""}`,
  );
if (seen < files) console.error(`The cruiser saw ${seen} of ${files} modules.`);
console.log(`architecture: ${seen} modules, ${errors.length} violations`);
process.exit(errors.length > 0 || seen < files ? 1 : 0);
