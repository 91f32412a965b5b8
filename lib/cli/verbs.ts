import { LockedError } from "@/db/lock";
import { AppError } from "@/lib/errors";
import { telemetry } from "@/lib/telemetry";
import { toldError } from "@/lib/told";
import { closeVerb, draftVerb, launchVerb, showVerb } from "./campaigns";
import type { Desk, Outcome } from "./desk";
import { evaluateDrafts } from "./evaluate-drafts";
import { exportVerb, itemsVerb } from "./packs";
import type { Evaluation, Request } from "./schema";
import type { Screen } from "./screen";
import { simulateVerb } from "./simulate";
import { importVerb, sourcesVerb } from "./sources";
import { installVerb } from "./weights";

/** Does what was asked. @throws AppError */
export function act(desk: Desk, request: Request): Promise<Outcome> {
  switch (request.verb) {
    case "import":
      return importVerb(desk, request);
    case "sources":
      return sourcesVerb(desk);
    case "campaign launch":
      return launchVerb(desk, request);
    case "campaign show":
      return showVerb(desk, request);
    case "draft":
      return draftVerb(desk, request);
    case "items":
      return itemsVerb(desk, request);
    case "simulate":
      return simulateVerb(desk, request);
    case "close":
      return closeVerb(desk, request);
    case "export":
      return exportVerb(desk, request);
    case "weights install":
      return installVerb(desk, request);
    case "eval drafts":
      return evaluateDrafts(request, desk.screen);
  }
}

/** Refusals that are wrong use: what was typed cannot be read. */
const misread: ReadonlySet<string> = new Set(["input", "scope", "scope-field"]);

/**
 * Runs a verb to its exit code, with its output on the screen: 0 done, 1 refused with one line saying why and what to do, 2
 * wrong use.
 * @param request whose `json` says whether the object or the lines are shown
 */
export async function outcomeOn(
  screen: Screen,
  request: Request | Evaluation | undefined,
  run: () => Promise<Outcome>,
): Promise<number> {
  const json = request !== undefined && "json" in request && request.json;
  try {
    const { lines, object, exit } = await run();
    for (const line of json ? [JSON.stringify(object)] : lines) await screen.out(line);
    return exit ?? 0;
  } catch (error) {
    const known = error instanceof AppError || error instanceof LockedError;
    if (!known) telemetry().error({ what: "command line", err: error });
    const said = known ? error.message : toldError(error).message;
    await screen.say(known ? oneLine(said) : `It failed on our side: ${oneLine(said)}`);
    return error instanceof AppError && misread.has(error.slug) ? 2 : 1;
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
