import { existsSync, readFileSync } from "node:fs";
import { parseWitnessKey } from "@/lib/audit-log/cosignature";
import type { NoteKey } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import { env } from "@/lib/env";
import type { AnchorTarget } from "./schema";

/** A witness the log is sent to: its public key, and the address below which it takes checkpoints. */
export type ConfiguredWitness = { key: NoteKey; vkey: string; url: string };

/**
 * The witnesses of COUNTERSIGN_WITNESSES: a file, or the text itself; one "public key, address" a line, or with commas between.
 * @throws an Error of one sentence naming what cannot be read
 */
export function configuredWitnesses(): ConfiguredWitness[] {
  const given = env().anchors.witnesses;
  if (given === undefined) return [];
  const text = existsSync(given) ? readFileSync(given, "utf8") : given;
  const found = text
    .split(/[\n,]/)
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => line !== "")
    .map(readLine);
  const twice = found.find((w, i) => found.findIndex((other) => other.vkey === w.vkey) !== i);
  if (twice) throw new Error(`COUNTERSIGN_WITNESSES names ${twice.key.name} twice.`);
  return found;
}

function readLine(line: string): ConfiguredWitness {
  const [vkey = "", url = "", ...more] = line.split(/\s+/);
  if (url === "" || more.length > 0)
    throw new Error(
      `COUNTERSIGN_WITNESSES: "${line}" is not a public key and an address with a space between.`,
    );
  try {
    return { key: parseWitnessKey(sha256, vkey), vkey, url: addressOf(url) };
  } catch (error) {
    throw new Error(`COUNTERSIGN_WITNESSES: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function addressOf(given: string): string {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new Error(`"${given}" is not an http or https address.`);
  return given.replace(/\/+$/, "");
}

/** Every place that follows the log, as it is configured. @throws an Error of one sentence */
export function anchorTargets(): AnchorTarget[] {
  const { tsa, archive } = env().anchors;
  return [
    ...configuredWitnesses().map(({ vkey }): AnchorTarget => ({ kind: "witness", name: vkey })),
    ...(tsa ? [{ kind: "timestamp" as const, name: addressOf(tsa) }] : []),
    ...(archive ? [{ kind: "archive" as const, name: archive.to }] : []),
  ];
}
