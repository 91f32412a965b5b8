import { currentCtx } from "@/lib/auth/session";
import { post } from "@/lib/http";
import { parseInput } from "@/lib/query";
import { signByPasskeyInput } from "@/lib/reviews/schema";
import { endPasskeySignOff } from "@/lib/reviews/sign-off-passkey";

export const POST = post("reviews.end_passkey", async (raw) =>
  endPasskeySignOff(await currentCtx(), parseInput(signByPasskeyInput, raw)),
);
