import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { browserArgs, findChromium } from "./browser";
import { demoUrl, issuer, mailboxUrl, mailPort, modelPort, oidcUrl } from "./world";

// Playwright reads this file in every worker; the folder is made once and handed on.
const data = (name: string) => path.join(process.env.E2E_DATA ?? "", name);
if (!process.env.E2E_DATA) {
  process.env.E2E_DATA = mkdtempSync(path.join(tmpdir(), "countersign-e2e-"));
  // One that was made before is copied; without it the demo makes its own.
  if (process.env.E2E_COMPANY) cpSync(process.env.E2E_COMPANY, data("demo"), { recursive: true });
}
const quiet = { LOG_LEVEL: "error", NEXT_TELEMETRY_DISABLED: "1" };
const startup = {
  reuseExistingServer: false,
  stdout: "ignore",
  stderr: "pipe",
  gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
} as const;

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: data("results"),
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ...(process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["json"] as ["json"]] : [])],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    baseURL: demoUrl,
    timezoneId: "Asia/Kathmandu",
    trace: "retain-on-failure",
    launchOptions: { executablePath: await findChromium(), args: browserArgs, chromiumSandbox: false },
  },
  webServer: [
    {
      ...startup,
      command: `tsx lib/demo/run.ts --port ${new URL(demoUrl).port} --data ${data("demo")}`,
      cwd: path.resolve(import.meta.dirname, ".."),
      url: `${demoUrl}/api/health`,
      timeout: 600_000,
      env: {
        ...quiet,
        COUNTERSIGN_TODAY: process.env.E2E_TODAY ?? "2026-11-22T09:00:00Z",
        SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
        AI_BASE_URL: `http://127.0.0.1:${modelPort}/v1`,
        AI_MODEL: "quill-2",
        AI_API_KEY: "a-key-for-tests-only",
      },
    },
    {
      ...startup,
      command: "tsx e2e/model.ts",
      cwd: path.resolve(import.meta.dirname, ".."),
      port: modelPort,
    },
    {
      ...startup,
      command: "tsx e2e/mailbox.ts",
      cwd: path.resolve(import.meta.dirname, ".."),
      url: mailboxUrl,
    },
    {
      ...startup,
      command: "node e2e/provider.mjs",
      cwd: path.resolve(import.meta.dirname, ".."),
      url: `${issuer}/.well-known/openid-configuration`,
      env: { PROVIDER_ISSUER: issuer, PROVIDER_CLIENT: oidcUrl },
    },
    {
      ...startup,
      command: `npm run --silent start -- -p ${new URL(oidcUrl).port}`,
      cwd: path.resolve(import.meta.dirname, ".."),
      url: `${oidcUrl}/api/health`,
      timeout: 600_000,
      env: {
        ...quiet,
        PORT: new URL(oidcUrl).port,
        COUNTERSIGN_URL: oidcUrl,
        COUNTERSIGN_DATA: data("oidc"),
        COUNTERSIGN_ADMINS: "ines.admin@example.test",
        OIDC_ISSUER: issuer,
        OIDC_CLIENT_ID: "countersign",
        OIDC_CLIENT_SECRET: "a-secret-for-tests-only-0123456789",
      },
    },
  ],
});
