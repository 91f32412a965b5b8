import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, link, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { read } from "@/lib/query";
import { reached } from "./commands";
import { checkpointAt } from "./queries";
import { type Bucket, getHeaders, objectUrl, putHeaders } from "./s3";
import type { AnchorTarget } from "./schema";

/*
 * What is written here once stays: into a folder that is never written over, or into a bucket whose objects are locked until
 * their retention ends. Whoever runs the database cannot then make a later history the only one there is.
 */

/** What is archived: a small text, or a file and what it is known to be. */
type Thing = { name: string; text: string } | { name: string; file: string; bytes: number; sha256: string };

/** Milliseconds that a bucket may take for one object. */
const patience = 600_000;
const day = 86_400_000;

/** Writes the newest checkpoint, with the cosignatures there are. Gives the sentence saying why not. */
export async function archiveHead(ctx: Ctx, target: AnchorTarget): Promise<string | undefined> {
  const head = await read(ctx, checkpointAt, {});
  if (!head) return undefined;
  const name = `checkpoints/${String(head.size).padStart(12, "0")}.txt`;
  const problem = await archived(target.name, { name, text: head.note });
  if (problem === undefined) await perform(ctx, reached, { ...target, size: head.size });
  return problem;
}

/** Writes a pack that was built, under its hash: the same pack is there once. Gives the sentence saying why not. */
export async function archivePack(
  file: string,
  made: { bytes: number; sha256: string },
): Promise<string | undefined> {
  const { archive } = env().anchors;
  return archive ? archived(archive.to, { name: `packs/${made.sha256}.zip`, file, ...made }) : undefined;
}

async function archived(to: string, thing: Thing): Promise<string | undefined> {
  try {
    const bucket = bucketOf(to);
    return bucket ? await toBucket(bucket, thing) : await toFolder(path.resolve(to), thing);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    return `The archive could not be written to${code}.`;
  }
}

/** `s3://bucket/folder`, or with `?endpoint=https://host` another than Amazon's; undefined where it is a folder. */
export function bucketOf(to: string): Bucket | undefined {
  if (!to.startsWith("s3://")) return undefined;
  const { hostname, pathname, searchParams } = new URL(to);
  return {
    bucket: hostname,
    prefix: pathname.replace(/^\/+|\/+$/g, ""),
    endpoint: searchParams.get("endpoint")?.replace(/\/+$/, "") ?? undefined,
    region: searchParams.get("region") ?? env().models.hosted.region ?? "us-east-1",
  };
}

/** Whole or not at all, on the disk when it returns, and never in the place of something else. */
async function toFolder(folder: string, thing: Thing): Promise<string | undefined> {
  const place = path.join(folder, thing.name);
  await mkdir(path.dirname(place), { recursive: true });
  const part = `${place}.${process.pid}.${crypto.randomUUID()}.part`;
  const file = await open(part, "wx", 0o400);
  try {
    if ("text" in thing) await file.writeFile(thing.text);
    else for await (const chunk of createReadStream(thing.file)) await file.writeFile(chunk);
    await file.sync();
    await file.close();
    await chmod(part, 0o400);
    await link(part, place).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
    const parent = await open(path.dirname(place), "r");
    await parent.sync();
    await parent.close();
  } finally {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
  }
  return (await isThere(place, thing)) ? undefined : other(thing);
}

const other = ({ name }: Pick<Thing, "name">) =>
  `${name} stands in the archive with something else in it: the log keeps two histories, or was rewritten.`;

/** A checkpoint may stand there with fewer cosignatures, as it was written first; what the log signed is the same. */
async function isThere(place: string, thing: Thing): Promise<boolean> {
  if ("text" in thing) return signedText(await readFile(place, "utf8")) === signedText(thing.text);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(place)) hash.update(chunk);
  return hash.digest("hex") === thing.sha256;
}

const signedText = (note: string) => note.slice(0, note.indexOf("\n\n") + 1);

async function toBucket(bucket: Bucket, thing: Thing): Promise<string | undefined> {
  const { accessKeyId, secretAccessKey, sessionToken } = env().models.aws;
  if (!accessKeyId || !secretAccessKey)
    return "The archive's bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
  const { days, mode } = env().anchors.archive ?? { days: 2_557, mode: "COMPLIANCE" as const };
  const { bytes, sha256, md5 } = await hashesOf(thing);
  const at = now();
  const url = objectUrl(bucket, thing.name);
  const lock = { mode, until: new Date(at.getTime() + days * day) };
  const headers = putHeaders(
    url,
    bucket.region,
    { accessKeyId, secretAccessKey, sessionToken },
    { sha256, md5, lock, at },
  );
  const stream = "text" in thing ? Readable.from([Buffer.from(thing.text)]) : createReadStream(thing.file);
  const request = {
    method: "PUT",
    headers: { ...headers, "content-length": String(bytes) },
    body: Readable.toWeb(stream) as ReadableStream,
    duplex: "half",
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  } as const;
  const answer = await fetch(url, request);
  await answer.arrayBuffer();
  if (answer.ok) return undefined;
  // An object of this name is there already, and locked; a pack is named by its hash, so it is the same.
  if (answer.status === 412 || answer.status === 409)
    return "text" in thing ? compared(url, bucket.region, thing) : undefined;
  return `The archive's bucket answered ${answer.status}.`;
}

/** What stands in the bucket under a checkpoint's name has to be that checkpoint. */
async function compared(
  url: URL,
  region: string,
  thing: { name: string; text: string },
): Promise<string | undefined> {
  const { accessKeyId = "", secretAccessKey = "", sessionToken } = env().models.aws;
  const headers = getHeaders(url, region, { accessKeyId, secretAccessKey, sessionToken }, now());
  const answer = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(patience) });
  if (!answer.ok) return `The archive's bucket answered ${answer.status}.`;
  return signedText(await answer.text()) === signedText(thing.text) ? undefined : other(thing);
}

async function hashesOf(thing: Thing): Promise<{ bytes: number; sha256: string; md5: string }> {
  const [sha256, md5] = [createHash("sha256"), createHash("md5")];
  const chunks = "text" in thing ? [Buffer.from(thing.text)] : createReadStream(thing.file);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    sha256.update(chunk);
    md5.update(chunk);
  }
  return { bytes, sha256: sha256.digest("hex"), md5: md5.digest("base64") };
}
