import { createReadStream } from "node:fs";
import { copyFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { requestExport, takeExport } from "@/lib/exports/commands";
import { list } from "@/lib/exports/queries";
import { read } from "@/lib/query";
import { readItems } from "./commands";
import { type Desk, type Outcome, until } from "./desk";
import { itemsFile } from "./queries";
import type { RequestOf } from "./schema";
import { counted, number } from "./screen";

/** Builds a campaign's evidence pack and puts it where it was asked for. */
export async function exportVerb(desk: Desk, given: RequestOf<"export">): Promise<Outcome> {
  await mustBeFolder(path.dirname(given.out));
  const { export: id } = await perform(desk.ctx, requestExport, {
    campaign: given.campaign,
    ...(given.at === undefined ? {} : { at: given.at }),
  });
  await desk.screen.say("Building the pack.");
  const made = await until(desk, async () => {
    const [found] = await read(desk.ctx, list, { export: id });
    return found?.state === "done" || found?.state === "failed" ? found : undefined;
  });
  if (made.state === "failed")
    throw new AppError("unavailable", "export-failed", made.problem ?? "The pack was not built.");
  const { path: kept, sha256, bytes } = await execute(desk.ctx, takeExport, { export: id });
  await putAt(kept, given.out);
  const files = made.files ?? 0;
  return {
    lines: [
      `${given.out}: ${counted(files, "file")}, ${number(bytes)} bytes, at checkpoint ${number(made.checkpointSize ?? 0)} of the log`,
      `  sha256 ${sha256}`,
    ],
    object: { path: given.out, sha256, files },
  };
}

async function mustBeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new AppError("invalid", "out", `There is no folder ${folder}; make it, or choose another place.`);
}

/** Copies whole or not at all. */
async function putAt(from: string, to: string): Promise<void> {
  const part = `${to}.${process.pid}.part`;
  try {
    await copyFile(from, part);
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    const why = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new AppError(
      "invalid",
      "out",
      `The pack could not be written to ${to}${why}; choose another place.`,
    );
  }
}

/** Writes a campaign's items as CSV to standard output, as the pack has them; that they were read is in the log (I19). */
export async function itemsVerb(desk: Desk, given: RequestOf<"items">): Promise<Outcome> {
  const place = path.join(env().data, "exports", `items-${crypto.randomUUID()}.csv`);
  try {
    const { sha256 } = await read(desk.ctx, itemsFile, { campaign: given.campaign, path: place });
    await execute(desk.ctx, readItems, { campaign: given.campaign, sha256 });
    for await (const line of linesOf(place)) await desk.screen.out(line);
  } finally {
    await rm(place, { force: true });
  }
  return { lines: [], object: {} };
}

/** What stands before each LF: the CR of a CSV's line end stays, and the screen adds the LF again. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let held = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8" })) {
    const lines = `${held}${chunk}`.split("\n");
    held = lines.pop() ?? "";
    yield* lines;
  }
  if (held) yield held;
}
