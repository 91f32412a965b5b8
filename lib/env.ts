import path from "node:path";
import { z } from "zod";

const flag = z
  .enum(["on", "off"])
  .default("on")
  .transform((v) => v === "on");
const optional = z
  .string()
  .optional()
  .transform((v) => (v === undefined || v.trim() === "" ? undefined : v.trim()));

const schema = z.object({
  DATABASE_URL: optional,
  COUNTERSIGN_DATA: z.string().default(".data"),
  COUNTERSIGN_URL: optional,
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  COUNTERSIGN_ADMINS: optional,
  COUNTERSIGN_TZ: z.string().default("UTC"),
  COUNTERSIGN_LOG_NAME: optional,
  COUNTERSIGN_KEY: optional,
  COUNTERSIGN_WORKER: flag,
  COUNTERSIGN_ROLES: flag,
  COUNTERSIGN_DEMO: z
    .enum(["1", "0"])
    .default("0")
    .transform((v) => v === "1"),
  COUNTERSIGN_TODAY: optional,
  COUNTERSIGN_SIMULATE: optional,
  NEXTAUTH_SECRET: optional,
  AI_PROVIDER: optional,
  AI_BASE_URL: optional,
  AI_MODEL: optional,
  AI_API_KEY: optional,
  AI_REGION: optional,
  AI_RESOURCE: optional,
  AI_API_VERSION: optional,
  AI_LOCAL_BASE_URL: optional,
  AI_LOCAL_MODEL: optional,
  AI_LOCAL_API_KEY: optional,
  AWS_REGION: optional,
  AWS_ACCESS_KEY_ID: optional,
  AWS_SECRET_ACCESS_KEY: optional,
  AWS_SESSION_TOKEN: optional,
  AWS_BEARER_TOKEN_BEDROCK: optional,
  SMTP_URL: optional,
  COUNTERSIGN_MAIL_FROM: optional,
  COUNTERSIGN_WITNESSES: optional,
  COUNTERSIGN_TSA_URL: optional,
  COUNTERSIGN_RAW_KEY: optional,
  COUNTERSIGN_EXPORT_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  COUNTERSIGN_SIEM_FILE: optional,
  COUNTERSIGN_SIEM_URL: optional,
  COUNTERSIGN_SIEM_TOKEN: optional,
  COUNTERSIGN_ARCHIVE: optional,
  COUNTERSIGN_ARCHIVE_DAYS: z.coerce.number().int().min(1).max(36_500).default(2_557),
  COUNTERSIGN_ARCHIVE_MODE: z.enum(["COMPLIANCE", "GOVERNANCE"]).default("COMPLIANCE"),
  OIDC_ISSUER: optional,
  OIDC_CLIENT_ID: optional,
  OIDC_CLIENT_SECRET: optional,
  OIDC_SIGN_OFF_ACR: optional,
  LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
});

export type Env = ReturnType<typeof parseEnv>;

/**
 * The settings this process runs with. Every variable has a working default; a bad one is one sentence naming it.
 * `COUNTERSIGN_TODAY` (ISO instant) fixes the clock's start, for tests and the demo.
 */
export function parseEnv(raw: Record<string, string | undefined>) {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new Error(`The environment variable ${first?.path.join(".")} is not usable: ${first?.message}.`);
  }
  const e = parsed.data;
  return {
    databaseUrl: e.DATABASE_URL,
    data: path.resolve(e.COUNTERSIGN_DATA),
    url: e.COUNTERSIGN_URL ?? `http://localhost:${e.PORT}`,
    port: e.PORT,
    admins: (e.COUNTERSIGN_ADMINS ?? "")
      .split(",")
      .map((a) => a.trim().toLowerCase())
      .filter((a) => a !== ""),
    timeZone: e.COUNTERSIGN_TZ,
    logName: e.COUNTERSIGN_LOG_NAME,
    logKey: e.COUNTERSIGN_KEY,
    /** 32 bytes in Base64 that import files are encrypted with; without it `raw.key` in the data folder. */
    rawKey: e.COUNTERSIGN_RAW_KEY,
    /** How long a file that was made can be taken. */
    exportDays: e.COUNTERSIGN_EXPORT_DAYS,
    /** Where the log is fed to; see lib/siem. */
    siem: { file: e.COUNTERSIGN_SIEM_FILE, url: e.COUNTERSIGN_SIEM_URL, token: e.COUNTERSIGN_SIEM_TOKEN },
    worker: e.COUNTERSIGN_WORKER,
    roles: e.COUNTERSIGN_ROLES,
    demo: e.COUNTERSIGN_DEMO,
    today: e.COUNTERSIGN_TODAY,
    /** Whether this installation is for trying out: people may be simulated in it. */
    simulate: e.COUNTERSIGN_SIMULATE === "on",
    authSecret: e.NEXTAUTH_SECRET,
    /** Where models are reached, as typed: lib/drafting/connections makes connections of it. */
    models: {
      hosted: {
        provider: e.AI_PROVIDER,
        baseUrl: e.AI_BASE_URL,
        model: e.AI_MODEL,
        apiKey: e.AI_API_KEY,
        region: e.AI_REGION ?? e.AWS_REGION,
        resource: e.AI_RESOURCE,
        apiVersion: e.AI_API_VERSION,
      },
      local: { baseUrl: e.AI_LOCAL_BASE_URL, model: e.AI_LOCAL_MODEL, apiKey: e.AI_LOCAL_API_KEY },
      aws: {
        accessKeyId: e.AWS_ACCESS_KEY_ID,
        secretAccessKey: e.AWS_SECRET_ACCESS_KEY,
        sessionToken: e.AWS_SESSION_TOKEN,
        bearerToken: e.AWS_BEARER_TOKEN_BEDROCK,
      },
    },
    /** Without it no mail is sent; what is asked can still be answered in the portal. */
    mail: e.SMTP_URL ? { url: e.SMTP_URL, from: e.COUNTERSIGN_MAIL_FROM } : undefined,
    /** Where what the log's key signed is kept beyond this installation's reach; see lib/witness. */
    anchors: {
      witnesses: e.COUNTERSIGN_WITNESSES,
      tsa: e.COUNTERSIGN_TSA_URL,
      archive: e.COUNTERSIGN_ARCHIVE
        ? { to: e.COUNTERSIGN_ARCHIVE, days: e.COUNTERSIGN_ARCHIVE_DAYS, mode: e.COUNTERSIGN_ARCHIVE_MODE }
        : undefined,
    },
    oidc:
      e.OIDC_ISSUER && e.OIDC_CLIENT_ID
        ? {
            issuer: e.OIDC_ISSUER,
            clientId: e.OIDC_CLIENT_ID,
            clientSecret: e.OIDC_CLIENT_SECRET,
            /** One of these is required of whoever signs a review off; empty where any sign-in will do. */
            signOffAcr: (e.OIDC_SIGN_OFF_ACR ?? "").split(/\s+/).filter((acr) => acr !== ""),
          }
        : undefined,
    logLevel: e.LOG_LEVEL,
  };
}

let current: Env | undefined;

/** Parsed once a process, at first use. */
export function env(): Env {
  current ??= parseEnv(process.env);
  return current;
}

/** Has the environment parsed again at the next use: for test files that share a process. */
export function forgetEnv(): void {
  current = undefined;
}

/** Runs this process with other settings until the returned function is called: for tests and scratch databases. */
export function overrideEnv(change: Partial<Env>): () => void {
  const before = env();
  current = { ...before, ...change };
  return () => {
    current = before;
  };
}
