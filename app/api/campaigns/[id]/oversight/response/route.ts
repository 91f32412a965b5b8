import { currentCtx } from "@/lib/auth/session";
import { post, read } from "@/lib/http";
import { respondNow, responsesOf } from "@/lib/oversight/responding";
import { respondInput } from "@/lib/oversight/response-schema";
import { parseInput } from "@/lib/query";

export const GET = read(responsesOf);
export const POST = post("oversight.respond", async (raw) =>
  respondNow(await currentCtx(), parseInput(respondInput, raw)),
);
