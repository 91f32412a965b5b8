import { mkdir, open, rename, stat } from "node:fs/promises";
import path from "node:path";

/** Bytes of a file before it is put aside and the next begun. */
export const mostFileBytes = 100_000_000;
const timeout = 30_000;

/**
 * Appends events to a file, a line each, and waits until the disk has them. A file that would grow beyond its size is put aside
 * under the number of the first entry that is not in it.
 */
export async function toFile(
  file: string,
  events: readonly Record<string, unknown>[],
  first: number,
  most = mostFileBytes,
): Promise<void> {
  const text = events.map((e) => `${JSON.stringify(e)}\n`).join("");
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const size = await stat(file).then(
    (s) => s.size,
    () => 0,
  );
  if (size > 0 && size + Buffer.byteLength(text) > most) await rename(file, `${file}.${first}`);
  const handle = await open(file, "a", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Posts events as one JSON array. Any 2xx has taken them; everything else goes again, with the same ids.
 * @throws Error of one sentence
 */
export async function toHttp(
  url: string,
  token: string | undefined,
  events: readonly Record<string, unknown>[],
): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(events),
    redirect: "error",
    signal: AbortSignal.timeout(timeout),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`It answered ${response.status}.`);
}
