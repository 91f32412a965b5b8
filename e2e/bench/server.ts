import { randomBytes } from "node:crypto";
import path from "node:path";
import { encode } from "next-auth/jwt";
import type pg from "pg";
import { beginSession } from "@/lib/auth/sign-in";
import { isBuilt } from "@/lib/demo/build";
import { lastLines, portNear, type Running, startNode } from "@/lib/demo/processes";
import { say } from "./measure";
import type { World } from "./world";

const root = path.resolve(import.meta.dirname, "../..");
const nextBin = path.join(root, "node_modules/next/dist/bin/next");

/** The production server on the world's database, and how its requests are signed. */
export type Served = {
  origin: string;
  /** The Cookie header of somebody who is signed in. */
  cookieOf: (person: string) => Promise<string>;
  /** Posts JSON as the portal's own pages do; throws what was answered where that is not 200. */
  post: (route: string, cookie: string, body: unknown) => Promise<unknown>;
  end: () => Promise<void>;
};

/** Builds the pages if they are older than the sources, and serves the world's database on a free port. */
export async function serveWorld(world: World): Promise<Served> {
  const port = await portNear(3700);
  const origin = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    DATABASE_URL: world.url,
    COUNTERSIGN_DATA: world.dir,
    COUNTERSIGN_URL: origin,
    COUNTERSIGN_WORKER: "off",
    NEXTAUTH_SECRET: secret,
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(port),
  };
  const log = path.join(world.dir, "server.log");
  if (!isBuilt(root)) {
    say("building the pages");
    const built = startNode([nextBin, "build"], { cwd: root, env, log });
    if ((await built.ended) !== 0) throw new Error(`The pages could not be built:\n${lastLines(log)}`);
  }
  const server = startNode([nextBin, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: root,
    env,
    log,
  });
  await answers(server, origin, log);
  return {
    origin,
    cookieOf: async (person) => cookie(await signedIn(world.pool, person), secret),
    async post(route, signed, body) {
      const answer = await fetch(`${origin}${route}`, {
        method: "POST",
        headers: { cookie: signed, origin, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    async end() {
      server.child.kill("SIGTERM");
      await server.ended;
    },
  };
}

async function answers(server: Running, origin: string, log: string): Promise<void> {
  let over = false;
  void server.ended.then(() => {
    over = true;
  });
  while (!over) {
    const answer = await fetch(`${origin}/api/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server did not start:\n${lastLines(log)}`);
}

/** A session as a sign-in begins it; somebody who never signed in gets an identity at a provider first. */
async function signedIn(pool: pg.Pool, person: string): Promise<string> {
  await pool.query(
    "UPDATE person SET issuer = 'https://bench.example', subject = id::text WHERE id = $1 AND issuer IS NULL",
    [person],
  );
  const { rows } = await pool.query<{ issuer: string; subject: string }>(
    "SELECT issuer, subject FROM person WHERE id = $1",
    [person],
  );
  const [login] = rows;
  if (!login) throw new Error(`There is no person ${person}.`);
  return beginSession({ ...login, authn: "bench" }, "bench");
}

async function cookie(session: string, secret: string): Promise<string> {
  return `countersign.session=${await encode({ token: { sid: session }, secret })}`;
}
