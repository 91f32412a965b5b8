import { linesFor } from "@/lib/audit-log/verifier/lines";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import type { Verification } from "./schema";
import type { Screen } from "./screen";

/** Checks a pack without any database: 0 all holds, 1 something is wrong, 2 it cannot be read. */
export async function runVerify(given: Verification, screen: Screen): Promise<number> {
  const { pack, vkey, previous, witness, tsa } = given;
  try {
    const verdict = await verifyPath(pack, {
      ...(vkey === undefined ? {} : { vkey }),
      ...(previous === undefined ? {} : { previous }),
      ...(witness === undefined ? {} : { witness }),
      ...(tsa === undefined ? {} : { tsa }),
    });
    const lines = given.json ? [JSON.stringify(verdict)] : linesFor(pack, verdict);
    for (const line of lines) await screen.out(line);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    await screen.say(`Cannot verify: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}
