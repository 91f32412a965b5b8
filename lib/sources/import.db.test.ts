import { existsSync, readdirSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { env } from "@/lib/env";
import { freshDatabase } from "@/lib/testing/database";
import { importNow } from "@/lib/sources/worker";
import { folderOf, operator, temporaryData } from "./testing";

let handle: Handle;
let end: () => Promise<void>;
const data = temporaryData();
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(async () => {
  await end();
  data.remove();
});

const fixtures = path.resolve(process.cwd(), "../shared/fixtures");
