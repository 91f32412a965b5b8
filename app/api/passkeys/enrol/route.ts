import { endPasskey } from "@/lib/auth/passkeys";
import { enrolInput } from "@/lib/auth/schema";
import { currentCtx } from "@/lib/auth/session";
import { post } from "@/lib/http";
import { parseInput } from "@/lib/query";

export const POST = post("passkeys.end", async (raw) =>
  endPasskey(await currentCtx(), parseInput(enrolInput, raw)),
);
