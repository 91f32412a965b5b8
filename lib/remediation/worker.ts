import type { Ctx } from "@/lib/auth/actor";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { observeSnapshot, request } from "./commands";

const system: Ctx = { actor: { kind: "system", name: "remediation" }, requestId: "job" };

/** Asks for everything that is due in a campaign, a batch a transaction; asking again asks for nothing twice. */
export async function requestRemediation(data: JobData["remediation.request"]): Promise<void> {
  let more = true;
  while (more)
    more = await unlessNothing(
      async () => (await execute(system, request, { campaign: data.campaign })).more,
    );
}

/** Looks at a snapshot that came into force for what was asked to be removed. */
export async function observeRemediation(data: JobData["remediation.observe"]): Promise<void> {
  await unlessNothing(async () => {
    await execute(system, observeSnapshot, data);
    return false;
  });
}

async function unlessNothing(act: () => Promise<boolean>): Promise<boolean> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError && (error.slug === "nothing-due" || error.slug === "nothing-new"))
      return false;
    throw error;
  }
}
