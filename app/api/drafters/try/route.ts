import { currentCtx } from "@/lib/auth/session";
import { tryModel } from "@/lib/drafting/drafter-trial";
import { post } from "@/lib/http";

export const POST = post("drafters.trial", async (raw) => tryModel(await currentCtx(), raw));
