import type { Ctx } from "@/lib/auth/actor";
import { closeNow } from "@/lib/campaigns/close";
import { figuresOf } from "@/lib/oversight/queries";
import { respondNow } from "@/lib/oversight/responding";
import { figuresHash } from "@/lib/oversight/response-schema";
import { read } from "@/lib/query";

/** A control owner answers a closed campaign's figures, which seals it. */
export async function answerFigures(owner: Ctx, id: string): Promise<void> {
  const figures = figuresHash(await read(owner, figuresOf, { id }));
  await respondNow(owner, {
    id,
    figures,
    choice: "no_action",
    words: "Nothing stands out in these figures.",
  });
}

/** Closes a campaign and answers its figures, so that it is sealed at once. */
export async function closeAnswered(closer: Ctx, owner: Ctx, id: string) {
  const closed = await closeNow(closer, { id });
  await answerFigures(owner, id);
  return closed;
}
