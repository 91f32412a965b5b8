/** Ways to tamper with the sound pack of `pack.ts`, and to read what the verifier says of it. */
import { expect } from "vitest";
import { fromUtf8, toUtf8 } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Check } from "@/lib/audit-log/verifier/check";
import { type Verdict, verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { type BuiltPack, buildPack, packFiles, packKey, refreshManifest } from "@/lib/testing/pack";
import type { StoryEvent } from "@/lib/testing/pack-story";

type Given = { vkey?: string; previous?: string };
export type Files = Map<string, Uint8Array>;

export const sound = buildPack();

export function verify(files: Files, given: Given = {}): Promise<Verdict> {
  return verifyPack(packFiles(files), { ...given, sha256, ed25519Verify, jwsVerify });
}

/** The failed checks by name, with their details. */
export function failures(verdict: Verdict): Record<string, string> {
  const failed = verdict.checks.filter((check) => check.ok === false);
  expect(verdict.ok).toBe(failed.length === 0);
  return Object.fromEntries(failed.map((check) => [check.name, check.detail]));
}

export async function checkOf(files: Files, name: string, given: Given = {}): Promise<Check> {
  const found = (await verify(files, given)).checks.find((check) => check.name === name);
  if (!found) throw new Error(`There is no check ${name}.`);
  return found;
}

/** The sound pack after somebody without the key changed it and wrote the manifest anew. */
export function tampered(change: (files: Files) => void): Files {
  const files = new Map(sound.files);
  change(files);
  refreshManifest(files);
  return files;
}

/** Changes a text file; an edit that changes nothing is a mistake in the test. */
export function edit(files: Files, name: string, change: (text: string) => string): void {
  const before = fromUtf8(files.get(name) ?? new Uint8Array(0)) ?? "";
  const after = change(before);
  expect(after, `the edit changes ${name}`).not.toBe(before);
  files.set(name, toUtf8(after));
}

export function edited(name: string, change: (text: string) => string): Files {
  return tampered((files) => edit(files, name, change));
}

/** Changes the lines of leaves.jsonl and numbers them anew. */
export function editedLeaves(change: (lines: JsonObject[]) => JsonObject[]): Files {
  return edited("leaves.jsonl", (text) => {
    const lines: JsonObject[] = linesIn(text).map((line) => JSON.parse(line));
    return change(lines)
      .map((line, i) => `${JSON.stringify({ ...line, i })}\n`)
      .join("");
  });
}

/** Keeps a leaf's hash and withholds the leaf, as is done for other campaigns. */
export function withheld(index: number): Files {
  return editedLeaves((lines) =>
    lines.map(({ leaf, ...line }) => (line.i === index || !leaf ? line : { ...line, leaf })),
  );
}

/** The lines of a text, line ends kept. */
export function linesIn(text: string): string[] {
  return text.split(/(?<=\n)/);
}

export function withoutLine(text: string, part: string): string {
  return linesIn(text)
    .filter((line) => !line.includes(part))
    .join("");
}

/** A pack whose story somebody with a key changed before it was logged. */
export function retold(change: (events: StoryEvent[]) => StoryEvent[], seed?: string): BuiltPack {
  return buildPack({ events: change, ...(seed === undefined ? {} : { key: packKey(seed) }) });
}

/** As `retold`, changing the events of one type. */
export function retoldOf(type: string, change: (event: StoryEvent) => StoryEvent): BuiltPack {
  return retold((events) => events.map((event) => (event.type === type ? change(event) : event)));
}

/** As `retold`, changing the event that records one decision. */
export function redecided(id: string, change: (event: StoryEvent) => StoryEvent): BuiltPack {
  return retold((events) => events.map((event) => (event.data.decision === id ? change(event) : event)));
}

export function flipped(bytes: Uint8Array = new Uint8Array(1), at: number, bits: number): Uint8Array {
  const copy = bytes.slice();
  const place = at % copy.length;
  copy[place] = (copy[place] ?? 0) ^ bits;
  return copy;
}
