import type { z } from "zod";
import type { Ctx } from "@/lib/auth/actor";
import { execute } from "@/lib/command";
import { abstainFromChallenge } from "@/lib/reviews/challenge-answer";
import { elseMadeUp } from "@/lib/reviews/either";
import { ask } from "./commands";

/** Asks about an item. To ask about what was made up is the answer: nobody is asked. */
export const askEither = (ctx: Ctx, raw: z.input<typeof ask.input>) =>
  elseMadeUp(
    () => execute(ctx, ask, raw),
    async () => {
      const { item, key } = raw;
      const { madeUp } = await execute(ctx, abstainFromChallenge, { item, key, missing: "whether_needed" });
      return { question: "", to: "", madeUp };
    },
  );
