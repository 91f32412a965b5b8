import { currentCtx } from "@/lib/auth/session";
import { closeNow } from "@/lib/campaigns/close";
import { closeInput } from "@/lib/campaigns/schema";
import { post } from "@/lib/http";
import { parseInput } from "@/lib/query";

export const POST = post("campaigns.close", async (raw) =>
  closeNow(await currentCtx(), parseInput(closeInput, raw)),
);
