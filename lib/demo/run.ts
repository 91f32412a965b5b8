import path from "node:path";
import { parseArgs } from "node:util";
import { LockedError } from "@/db/lock";
import { readServerFile } from "@/lib/cli/server-file";
import { now } from "@/lib/clock";
import { isBuilt } from "@/lib/demo/build";
import { demoIn, mark, mustBeFree, removeDemo } from "@/lib/demo/marker";
import { endAll, free, lastLines, portNear, type Running, startNode } from "@/lib/demo/processes";

const USAGE = `Usage: npm run demo [-- --reset] [-- --port N] [-- --data FOLDER]

  --reset        begins again with a fresh company
  --port N       listens on this port of 127.0.0.1 (3000, or another if that is taken)
  --data FOLDER  keeps the demo there (.demo)`;

const root = path.resolve(import.meta.dirname, "../..");
const nextBin = path.join(root, "node_modules/next/dist/bin/next");
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** The process that has the demo open, and where it can be seen. */
function heldBy({ holder }: LockedError, dir: string): string {
  const at = readServerFile(dir);
  const where = at?.pid === holder.pid ? ` at ${at.url}` : "";
  return `The demo in ${dir} is open already (process ${holder.pid}${where}). End that with Ctrl-C, or choose another folder with --data.`;
}

/** What ends the demo with one sentence. */
class Refused extends Error {}

type Asked = { reset: boolean; port: number | undefined; dir: string; seed: boolean };

function asked(): Asked {
  const { values } = parseArgs({
    options: {
      reset: { type: "boolean", default: false },
      port: { type: "string" },
      data: { type: "string", default: ".demo" },
      // How this program calls itself to prepare the folder while the pages are built.
      seed: { type: "boolean", default: false },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new Error(`--port takes a number from 1 to 65535, not "${values.port}".`);
  return { reset: values.reset, port, dir: path.resolve(values.data), seed: values.seed };
}

/** The demo's own settings: nothing of a real installation's, no account, no key. */
function environment(dir: string, port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(COUNTERSIGN_(?!TODAY|TZ)|OIDC_|NEXTAUTH_|DATABASE_URL$|LOG_LEVEL$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    COUNTERSIGN_DEMO: "1",
    COUNTERSIGN_DATA: dir,
    COUNTERSIGN_URL: `http://localhost:${port}`,
    PORT: String(port),
    NODE_ENV: "production",
    NEXT_MANUAL_SIG_HANDLE: "true",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/** Prepares what is missing: the pages and the company, at the same time. */
async function prepare(dir: string, env: NodeJS.ProcessEnv): Promise<void> {
  const state = demoIn(dir);
  if (state === "other")
    throw new Refused(`${dir} holds something that is not a demo; choose another folder.`);
  mustBeFree(dir);
  if (state === "half" || state === "old") {
    print(
      state === "old"
        ? "The demo was made by another version; it begins again."
        : "The demo was not prepared to its end; it begins again.",
    );
    removeDemo(dir);
  }
  const built = isBuilt(root);
  if (state === "ready" && built) return;
  print("Preparing the demo. This happens once and takes a minute or two.");
  if (state !== "ready") mark(dir, "preparing", today());
  const jobs: Promise<void>[] = [];
  if (!built) {
    print("  Building the pages");
    const log = path.join(dir, "build.log");
    const building = startNode([nextBin, "build"], { cwd: root, env, log });
    jobs.push(finished(building, "The pages could not be built"));
  }
  if (state !== "ready") {
    const self = [...process.execArgv, path.join(root, "lib/demo/run.ts"), "--seed", "--data", dir];
    const seeding = startNode(self, { cwd: process.cwd(), env: { ...env, LOG_LEVEL: "error" }, log: null });
    jobs.push(finished(seeding, "The company could not be made"));
  }
  await Promise.all(jobs);
  if (demoIn(dir) !== "ready")
    throw new Refused("The company was not made to its end; start the demo again.");
}

async function finished({ ended, log }: Running, otherwise: string): Promise<void> {
  if ((await ended) !== 0) throw new Refused(log ? `${otherwise}:\n${lastLines(log)}` : `${otherwise}.`);
}

const today = () => now().toISOString().slice(0, 10);

/** Makes the company in the folder, in this process. */
async function seed(dir: string): Promise<void> {
  const { seedDemo } = await import("@/lib/demo/seed");
  const { closeDatabase } = await import("@/db/client");
  const { closeQueue } = await import("@/lib/jobs/queue");
  const day = today();
  await seedDemo(day, (line) => print(`  ${line}`));
  await closeQueue();
  await closeDatabase();
  mark(dir, "ready", day);
}

/** Starts the server and waits until it answers. */
async function serve(dir: string, env: NodeJS.ProcessEnv, port: number): Promise<Running> {
  const log = path.join(dir, "server.log");
  const args = [nextBin, "start", "-H", "127.0.0.1", "-p", String(port)];
  const server = startNode(args, { cwd: root, env, log });
  let over = false;
  void server.ended.then(() => {
    over = true;
  });
  for (let tries = 0; ; tries++) {
    if (over || tries > 600) throw new Refused(`The demo did not start:\n${lastLines(log)}`);
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => undefined);
    if (answer?.ok) return server;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function main({ reset, port: wanted, dir }: Asked): Promise<number> {
  if (reset) removeDemo(dir);
  if (wanted !== undefined && (await free(wanted)) === undefined)
    throw new Refused(`Somebody listens on port ${wanted} already; choose another, or leave --port out.`);
  const port = wanted ?? (await portNear(3000));
  const env = environment(dir, port);
  await prepare(dir, env);
  const server = await serve(dir, env, port);
  preparing = false;
  print("");
  print(`The demo is ready: http://localhost:${port}`);
  print("Choose Ana Duarte, a manager with a review to do, or one of the other five. Ctrl-C ends it.");
  const code = await server.ended;
  if (ending) return 0;
  throw new Refused(`The demo ended by itself (${code}):\n${lastLines(server.log)}`);
}

let ending = false;
let preparing = true;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    // Who was still preparing did not finish.
    void endAll().then(() => process.exit(preparing ? 130 : 0));
  });

/** Why the demo did not start or go on, for a person; and the exit code. */
function explained(error: unknown, dir: string): { said: string; code: number } {
  if (error instanceof LockedError) return { said: heldBy(error, dir), code: 1 };
  if (!(error instanceof Error)) return { said: String(error), code: 1 };
  if (error instanceof Refused) return { said: error.message, code: 1 };
  if ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
    return { said: `${error.message}\n${USAGE}`, code: 2 };
  return { said: error.stack ?? error.message, code: 1 };
}

let dir = "";
try {
  const what = asked();
  dir = what.dir;
  if (what.seed) await seed(what.dir);
  else process.exitCode = await main(what);
} catch (error) {
  await endAll();
  if (!ending) {
    const { said, code } = explained(error, dir);
    process.stderr.write(`${said}\n`);
    process.exitCode = code;
  }
}
