import { readFile } from "node:fs/promises";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { installWeights } from "@/lib/evidence/commands";
import { weights } from "@/lib/evidence/need";
import type { Desk, Outcome } from "./desk";
import type { RequestOf } from "./schema";

/** Puts a file of weights that `eval evidence --fit` wrote in force. */
export async function installVerb(desk: Desk, given: RequestOf<"weights install">): Promise<Outcome> {
  const read = weights.safeParse(parsed(await textOf(given.path)));
  if (!read.success) {
    const [first] = read.error.issues;
    throw new AppError(
      "invalid",
      "weights",
      `${given.path} is no file of weights: ${first?.path.length ? `${first.path.join(".")}: ` : ""}${first?.message ?? "it could not be read"}. Fit one with eval evidence --fit.`,
    );
  }
  const done = await execute(desk.ctx, installWeights, { weights: read.data });
  return {
    lines: [
      `${done.name} is in force in place of ${done.replaces}: campaigns launched from now on use it.`,
      `  sha256 ${done.hash}`,
    ],
    object: done,
  };
}

async function textOf(place: string): Promise<string> {
  return readFile(place, "utf8").catch(() => {
    throw new AppError("invalid", "path", `There is no file ${place}. Check the path.`);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
