import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { env } from "@/lib/env";
import { query } from "@/lib/query";
import manifest from "@/package.json";

/** Whether this process can do its work, for whoever watches over it: nothing about anybody. */
export const health = query({
  name: "health.state",
  permission: "health.read",
  input: z.object({}),
  output: z.object({
    ok: z.literal(true),
    database: z.enum(["postgresql", "embedded"]),
    /** Whether transactions give up the connection's own rights, so that row-level security holds. */
    roles: z.enum(["on", "off"]),
    worker: z.enum(["on", "off"]),
    version: z.string(),
  }),
  async run(reader) {
    const [found] = await rows<{ role: string }>(reader, sql`SELECT current_user::text AS role`);
    return {
      ok: true as const,
      database: env().databaseUrl ? ("postgresql" as const) : ("embedded" as const),
      roles: onOff(found?.role === "countersign_app"),
      worker: onOff(env().worker),
      version: manifest.version,
    };
  },
});

const onOff = (on: boolean) => (on ? ("on" as const) : ("off" as const));
