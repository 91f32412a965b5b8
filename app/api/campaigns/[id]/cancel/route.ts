import { currentCtx } from "@/lib/auth/session";
import { cancelNow } from "@/lib/campaigns/close";
import { cancelInput } from "@/lib/campaigns/schema";
import { post } from "@/lib/http";
import { parseInput } from "@/lib/query";

export const POST = post("campaigns.cancel", async (raw) =>
  cancelNow(await currentCtx(), parseInput(cancelInput, raw)),
);
