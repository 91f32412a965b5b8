const domains = [
  "sources",
  "catalogue",
  "evidence",
  "rules",
  "campaigns",
  "drafting",
  "reviews",
  "mail",
  "exceptions",
  "ownership",
  "questions",
  "remediation",
  "oversight",
  "exports",
  "cli",
  "demo",
];

const rank = {
  sources: 0,
  catalogue: 1,
  evidence: 2,
  rules: 3,
  campaigns: 4,
  drafting: 5,
  reviews: 5,
  mail: 5,
  exceptions: 6,
  ownership: 6,
  questions: 6,
  remediation: 7,
  oversight: 8,
  exports: 9,
  cli: 10,
  demo: 11,
};
const tests = "\\.test\\.tsx?$|^lib/testing/|^e2e/";

/** One domain may import schema, rules and queries of those before it, never of those after, never another's commands. */
const order = domains.map((domain) => {
  const later = domains.filter(
    (d) => d !== domain && rank[d] >= rank[domain] && !(domain === "reviews" && d === "drafting"),
  );
  return {
    name: `${domain}-imports-nothing-after-it`,
    severity: "error",
    from: { path: `^lib/${domain}/`, pathNot: tests },
    // The command line starts a simulation; the rest of the demo starts the command line's parts.
    to: {
      path: `^lib/(${later.join("|")})/`,
      ...(domain === "cli" ? { pathNot: "^lib/demo/simulate(-tally)?\\.ts$" } : {}),
    },
  };
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "pure-files-reach-no-database-framework-or-io",
      severity: "error",
      from: { path: "/(rules|schema|events|canonical)\\.ts$", pathNot: "^db/" },
      to: {
        reachable: true,
        path: "^(db/(client|bulk|lock|migrate)\\.ts|app/|components/)|node_modules/(next|pg|drizzle-orm|@electric-sql)/|^(fs|net|http|node:fs|node:net|node:http)$",
      },
    },
    {
      name: "database-only-behind-the-runner-and-its-verbs",
      severity: "error",
      from: {
        path: "^(app|components|lib)/",
        pathNot: `${tests}|^lib/(command|query|chore)\\.ts$|^lib/[a-z-]+/[a-z-]+\\.ts$|^lib/jobs/`,
      },
      to: { path: "^db/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "transactions-are-the-runners",
      severity: "error",
      from: { path: "^(app|components)/" },
      to: { path: "^db/(client|bulk|migrate|lock)\\.ts$" },
    },
    {
      name: "lib-and-db-import-no-screens",
      severity: "error",
      from: { path: "^(lib|db)/", pathNot: tests },
      to: { path: "^(app|components)/" },
    },
    {
      name: "components-reach-only-client-schema-rules",
      severity: "error",
      from: { path: "^components/", pathNot: tests },
      to: {
        path: "^(lib|db)/",
        pathNot: "^lib/([a-z-]+/[a-z-]*(client|schema|rules)|fetch|errors)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "the-kit-knows-no-domain",
      severity: "error",
      from: { path: "^components/ui/", pathNot: tests },
      to: { path: "^(lib|app|db)/|^components/(?!ui/)" },
    },
    {
      name: "the-model-only-in-drafting",
      severity: "error",
      from: { pathNot: "^lib/drafting/" },
      to: { path: "node_modules/(ai|@ai-sdk)/" },
    },
    {
      name: "drafting-cannot-reach-a-decision",
      comment: "I1",
      severity: "error",
      from: { path: "^lib/drafting/", pathNot: tests },
      to: { reachable: true, path: "^lib/reviews/(commands|hand-on)\\.ts$" },
    },
    {
      name: "the-log-knows-no-domain",
      severity: "error",
      from: { path: "^lib/audit-log/", pathNot: tests },
      to: { path: `^lib/(${domains.join("|")})/` },
    },
    {
      name: "sessions-only-in-one-place",
      severity: "error",
      from: { pathNot: "^lib/auth/session\\.ts$|^app/api/auth/|^components/auth/" },
      to: { path: "node_modules/next-auth/|node_modules/next/headers" },
    },
    {
      name: "testing-only-from-tests",
      severity: "error",
      from: { path: "^(app|components|db|lib)/", pathNot: tests },
      to: { path: "^lib/testing/" },
    },
    ...order,
  ],
  required: [
    {
      name: "routes-import-the-wrapper",
      severity: "error",
      module: { path: "^app/.*/route\\.ts$", pathNot: "^app/(api/(auth|health)|verify)/" },
      to: { path: "^lib/(http|auth/session)\\.ts$" },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|node_modules)" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js"],
    },
  },
};
