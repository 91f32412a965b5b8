import { z } from "zod";
import { currentCtx } from "@/lib/auth/session";
import { post } from "@/lib/http";
import { parseInput } from "@/lib/query";
import { beginPasskeySignOff } from "@/lib/reviews/sign-off-passkey";

const input = z.object({ review: z.uuid() });

export const POST = post("reviews.begin_passkey", async (raw) =>
  beginPasskeySignOff(await currentCtx(), parseInput(input, raw)),
);
