import { sql } from "drizzle-orm";
import { openPglite } from "@/db/client";

/** A program to be killed: writes two rows a transaction into the embedded database of its argument, and says so after each. */
const handle = await openPglite(process.argv[2] ?? "", true);
for (let i = 1; ; i++) {
  await handle.db.transaction(async (tx) => {
    await tx.execute(sql`INSERT INTO snap_role (snapshot_id, id, name) VALUES (1, ${`a${i}`}, 'x')`);
    await tx.execute(sql`INSERT INTO snap_role (snapshot_id, id, name) VALUES (1, ${`b${i}`}, 'x')`);
  });
  console.log(i);
}
