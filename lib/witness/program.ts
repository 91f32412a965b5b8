/** The witness as a program: what it is given, what it prints, how it ends. */
import { existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import type { Check } from "@/lib/audit-log/verifier/check";
import { checkHeld } from "./held";
import { headsOf, initWitness, openLedger, readWitness } from "./ledger";
import { witnessServer } from "./listener";

export const USAGE = `Usage: node witness.mjs init|serve|check … [--dir FOLDER]

  init --name NAME --log VKEY…            makes a witness with a key of its own, or adds logs to it;
                                          VKEY is a log's public key, or the file that holds it
  serve [--host ADDRESS] [--port NUMBER]  cosigns what its logs send, on 127.0.0.1:8461 unless told otherwise
  check PACK.zip|FOLDER|CHECKPOINT        says, offline, whether it cosigned this head and whether it continues
                                          what it cosigned [--json]

  --dir FOLDER  where its key and what it cosigned are kept; ./witness unless told otherwise

Ends with 0 if all is well, 1 if something is wrong, 2 if it cannot be done.`;

type Print = (line: string) => void;
const text = { type: "string" } as const;

/** Runs the program on its arguments; gives the exit code, for `serve` when `stopped` comes. */
export async function run(args: readonly string[], print: Print, stopped: Promise<void>): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        dir: { ...text, default: "witness" },
        name: text,
        log: { ...text, multiple: true },
        host: { ...text, default: "127.0.0.1" },
        port: { ...text, default: "8461" },
        json: { type: "boolean" },
      },
    });
    const [verb, place, ...others] = positionals;
    if (verb === "init" && place === undefined) return init(values.dir, values.name, values.log ?? [], print);
    if (verb === "serve" && place === undefined)
      return await serve(values.dir, values.host, portOf(values.port), print, stopped);
    if (verb === "check" && place !== undefined && others.length === 0)
      return await check(values.dir, place, values.json === true, print);
    print(USAGE);
    return 2;
  } catch (error) {
    print(`It cannot be done: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

function init(dir: string, name: string | undefined, logs: readonly string[], print: Print): number {
  const made = initWitness(dir, name, logs.map(vkeyOf));
  print(
    `Witness ${made.name} in ${dir} watches ${made.logs.map(({ origin }) => origin).join(", ") || "no log"}.`,
  );
  print("Its public key, for the portal's COUNTERSIGN_WITNESSES and for verify.mjs --witness:");
  print(made.vkey);
  return 0;
}

/** A public key as typed, or the file that holds it. */
function vkeyOf(given: string): string {
  return existsSync(given) ? readFileSync(given, "utf8").trim() : given;
}

function portOf(given: string): number {
  const port = Number(given);
  if (!/^\d{1,5}$/.test(given) || port > 65_535)
    throw new Error(`--port is a number up to 65535, not ${given}.`);
  return port;
}

async function serve(
  dir: string,
  host: string,
  port: number,
  print: Print,
  stopped: Promise<void>,
): Promise<number> {
  const ledger = openLedger(dir);
  try {
    const server = witnessServer(ledger, (line) => print(`${new Date().toISOString()} ${line}`));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
    const address: AddressInfo | string | null = server.address();
    const listens = typeof address === "object" && address ? address.port : port;
    print(`Witness ${ledger.name} listens on http://${host}:${listens} for ${ledger.logs().length} log(s).`);
    await stopped;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    return 0;
  } finally {
    ledger.close();
  }
}

async function check(dir: string, place: string, json: boolean, print: Print): Promise<number> {
  const kept = readWitness(dir);
  const checks = await checkHeld(place, kept, headsOf(dir));
  const wrong = checks.filter(({ ok }) => ok === false).map(({ name }) => name);
  if (json) print(JSON.stringify({ ok: wrong.length === 0, checks }));
  else {
    print(`${place}, as the witness ${kept.name} knows it`);
    for (const each of checks) print(`  ${wordFor(each)} ${each.name.padEnd(10)} ${each.detail}`);
    print(
      wrong.length === 0
        ? "Nothing contradicts what this witness cosigned."
        : `Something is wrong: ${wrong.join(", ")}.`,
    );
  }
  return wrong.length === 0 ? 0 : 1;
}

function wordFor({ ok }: Check): string {
  return ok === null ? "open " : ok ? "holds" : "WRONG";
}
