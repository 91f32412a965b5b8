import path from "node:path";
import { defineConfig } from "vitest/config";

/**
 * What one database is enough for. The embedded demo company is made by the journeys; simulated people, evaluations and a pack that
 * was tampered with are judged outside the database, and races need connections of their own: PostgreSQL has them all.
 */
const apart =
  process.env.TEST_DATABASE === "postgres"
    ? []
    : [
        "lib/cli/evaluate{,-drafts}.db.test.ts",
        "lib/demo/{seed,simulate}.db.test.ts",
        "lib/exports/tampering.db.test.ts",
        "lib/reviews/racing.db.test.ts",
      ];

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname, "..") } },
  test: {
    root: path.resolve(import.meta.dirname, ".."),
    include: ["{app,db,lib}/**/*.db.test.ts"],
    exclude: apart,
    env: { TZ: "Asia/Kathmandu", LOG_LEVEL: "silent" },
    globalSetup: [".config/databases.ts"],
    setupFiles: [".config/quiet-console.ts", ".config/settings-anew.ts"],
    pool: "forks",
    // A file has a database of its own and its own settings; importing the portal anew for each took a fifth of the time.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
