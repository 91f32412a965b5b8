import { currentCtx } from "@/lib/auth/session";
import { perform } from "@/lib/chore";
import { post } from "@/lib/http";
import { dismissBinding } from "@/lib/people/commands";
import { bindingInput } from "@/lib/people/schema";
import { parseInput } from "@/lib/query";

export const POST = post(dismissBinding.name, async (raw) =>
  perform(await currentCtx(), dismissBinding, parseInput(bindingInput, raw)),
);
