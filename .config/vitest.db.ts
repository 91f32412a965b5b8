import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname, "..") } },
  test: {
    root: path.resolve(import.meta.dirname, ".."),
    include: ["{app,db,lib}/**/*.db.test.ts"],
    env: { TZ: "Asia/Kathmandu", LOG_LEVEL: "silent" },
    globalSetup: [".config/postgres.ts"],
    setupFiles: [".config/quiet-console.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
