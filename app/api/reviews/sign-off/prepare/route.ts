import { z } from "zod";
import { currentCtx } from "@/lib/auth/session";
import { post } from "@/lib/http";
import { parseInput } from "@/lib/query";
import { beginSignOff } from "@/lib/reviews/sign-off-trip";

const input = z.object({ review: z.uuid() });

export const POST = post("reviews.begin_sign_off", async (raw) =>
  beginSignOff(await currentCtx(), parseInput(input, raw)),
);
