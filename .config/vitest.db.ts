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
    setupFiles: [".config/quiet-console.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
