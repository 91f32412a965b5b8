import type { Actor } from "@/lib/auth/actor";
import { permits } from "@/lib/auth/policy";
import type { Reader, Scope } from "@/lib/query";
import { figuresOf } from "./queries";
import { responsesOf } from "./responding";
import { type Responses, responses } from "./response-schema";
import { type Figures, figures as schema } from "./schema";
import { blindLeft, undecidedBlind } from "./undecided-blind";

/** The figures on how people reviewed with what control owners said of them, or why whoever reads is not given any. */
export type Watched = { figures: Figures; given: Responses } | { not: string };

export const mayReadFigures = (actor: Actor) =>
  actor.kind === "system" || permits("oversight.read", actor, undefined) === "allow";

/** Read once, and only if something asks for it. */
export function watchedBy(reader: Reader, campaign: string, scope: Scope): () => Promise<Watched> {
  let found: Promise<Watched> | undefined;
  return () => {
    found ??= watchedNow(reader, campaign, scope);
    return found;
  };
}

async function watchedNow(reader: Reader, campaign: string, scope: Scope): Promise<Watched> {
  if (!mayReadFigures(scope.actor))
    return {
      not: "Figures on how people reviewed are for auditors and control owners; your role does not include them.",
    };
  const left = await undecidedBlind(reader, campaign, scope.actor);
  if (left > 0) return { not: blindLeft(left) };
  const asked = { input: { id: campaign }, scope, subject: undefined };
  return {
    // As whoever answers them gets them: their hash goes by the order of their members.
    figures: schema.parse(await figuresOf.run(reader, asked)),
    given: responses.parse(await responsesOf.run(reader, asked)),
  };
}
