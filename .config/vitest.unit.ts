import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname, "..") } },
  test: {
    root: path.resolve(import.meta.dirname, ".."),
    include: ["{app,components,db,lib,e2e}/**/*.test.{ts,tsx}"],
    exclude: ["**/*.db.test.ts", "node_modules/**"],
    env: { TZ: "Asia/Kathmandu", LOG_LEVEL: "silent" },
    setupFiles: [".config/quiet-console.ts"],
    // Pure code keeps nothing from one file to the next; a process a file took longer than the tests.
    isolate: false,
    testTimeout: 60_000,
  },
});
