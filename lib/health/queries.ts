import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { env } from "@/lib/env";
import { query } from "@/lib/query";
import { feedStates } from "@/lib/siem/commands";
import { anchorStatesOf } from "@/lib/witness/queries";
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
    /** Entries of the log that each witness has not cosigned yet, and whether it refuses to. */
    witnesses: z.array(z.object({ name: z.string(), behind: z.number(), refuses: z.boolean() })),
    /** Entries of the log that each feed has not delivered yet, and whether its last try failed. */
    siem: z.array(z.object({ target: z.string(), behind: z.number(), failing: z.boolean() })),
  }),
  async run(reader) {
    const [found] = await rows<{ role: string }>(reader, sql`SELECT current_user::text AS role`);
    return {
      ok: true as const,
      database: env().databaseUrl ? ("postgresql" as const) : ("embedded" as const),
      roles: onOff(found?.role === "countersign_app"),
      worker: onOff(env().worker),
      version: manifest.version,
      witnesses: (await anchorStatesOf(reader)).rows
        .filter(({ kind }) => kind === "witness")
        .map(({ label, behind, refusedAt }) => ({ name: label, behind, refuses: refusedAt !== null })),
      siem: (await feedStates(reader)).filter(({ target }) =>
        target === "file" ? env().siem.file : env().siem.url,
      ),
    };
  },
});

const onOff = (on: boolean) => (on ? ("on" as const) : ("off" as const));
