import { LockedError } from "@/db/lock";
import { AppError } from "@/lib/errors";
import { runHere } from "./here";
import type { Request } from "./schema";
import type { Screen } from "./screen";
import { readServerFile } from "./server-file";
import { runThere } from "./there";
import { outcomeOn } from "./verbs";

/** Does a request in this process, or in the server that has the embedded database open. Gives the exit code. */
export async function runAnywhere(request: Request, screen: Screen): Promise<number> {
  try {
    return await runHere(request, screen);
  } catch (error) {
    return outcomeOn(screen, undefined, async () => {
      if (!(error instanceof LockedError)) throw error;
      const server = readServerFile();
      if (server?.pid !== error.holder.pid) throw busy(error);
      return { lines: [], object: {}, exit: await runThere(server, request, screen) };
    });
  }
}

function busy({ holder }: LockedError): AppError {
  return new AppError(
    "unavailable",
    "locked",
    `The database is open in ${holder.what} (process ${holder.pid}), which takes no commands; wait until it is done, or end it.`,
  );
}
