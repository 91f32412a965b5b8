import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import type { JobData } from "@/lib/jobs/queue";
import { countStretch, dropGone } from "./counting";

const importing: Ctx = { actor: { kind: "system", name: "import" }, requestId: "catalogue" };

/** The job `catalogue.count`: after an import, the lines of a source's entitlements, to the end. May be stopped and run again. */
export async function countCatalogue({ source }: JobData["catalogue.count"]): Promise<void> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    after = await perform(importing, countStretch, { source, after });
    await new Promise((resolve) => setImmediate(resolve));
  }
  while ((await perform(importing, dropGone, { source })) > 0);
}
