/**
 * What a witness keeps, in one folder: its key (mode 600), for each log the head it cosigned last (`state.json`, replaced as a
 * whole and on the disk before anybody gets a cosignature), every head it ever cosigned (`heads.jsonl`), and what it refused
 * although the log had signed it (`refused.jsonl`). Losing `state.json` ends a witness: without it, it could cosign a fork.
 */
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { LockedError, lockFolder } from "@/db/lock";
import { fromBase64, toBase64 } from "@/lib/audit-log/bytes";
import type { Checkpoint } from "@/lib/audit-log/checkpoint";
import { formatWitnessKey, witnessKeyId } from "@/lib/audit-log/cosignature";
import { generateKeyPem, readLogKey } from "@/lib/audit-log/ed25519";
import { type NoteKey, type NoteSigner, parseVkey } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Watched } from "./judge";

/** A head as it was cosigned: `at` in seconds since 1970, `note` the checkpoint with the cosignature, verbatim. */
export type Head = { origin: string; size: number; root: string; at: number; note: string };
type Log = { origin: string; vkeys: string[]; head: Head | null };
type State = { v: 1; name: string; logs: Log[] };

const FILES = { key: "witness.key", vkey: "witness.vkey", state: "state.json", heads: "heads.jsonl" };
const REFUSED = "refused.jsonl";
/** Refusals kept; what comes after them is answered and not kept. */
const MOST_REFUSALS = 10_000;

/** What `check` reads and `serve` begins with; nothing is locked or written. */
export type Kept = {
  name: string;
  vkey: string;
  logs: { origin: string; keys: NoteKey[]; head: Head | null }[];
};

/**
 * Makes a witness in a folder, or adds logs to the one that is there; its key is made once and never replaced.
 * @param vkeys the public keys of the logs it is to watch
 * @throws an Error of one sentence
 */
export function initWitness(dir: string, name: string | undefined, vkeys: readonly string[]): Kept {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unlock = locked(dir);
  try {
    const place = (file: string) => path.join(dir, file);
    const fresh = !existsSync(place(FILES.key));
    if (fresh && everSigned(dir))
      throw new Error(`${place(FILES.key)} is missing: put it back, a new key cannot continue this witness.`);
    if (fresh && name === undefined) throw new Error("A new witness needs a name: --name NAME.");
    if (fresh && vkeys.length === 0) throw new Error("Name the log it is to watch: --log VKEY.");
    const state: State = fresh ? { v: 1, name: name ?? "", logs: [] } : readState(dir);
    if (name !== undefined && name !== state.name)
      throw new Error(`The witness in ${dir} is called ${state.name}; its name is part of its key.`);
    for (const vkey of vkeys) {
      const { name: origin } = parseVkey(sha256, vkey);
      const known = state.logs.find((log) => log.origin === origin);
      if (!known) state.logs.push({ origin, vkeys: [vkey.trim()], head: null });
      else if (!known.vkeys.includes(vkey.trim())) known.vkeys.push(vkey.trim());
    }
    if (fresh) {
      const pem = generateKeyPem();
      const { vkey } = keyOf(state.name, pem);
      writeDurably(place(FILES.state), `${JSON.stringify(state, null, 2)}\n`);
      writeDurably(place(FILES.vkey), `${vkey}\n`, 0o644);
      writeDurably(place(FILES.key), pem);
    } else writeDurably(place(FILES.state), `${JSON.stringify(state, null, 2)}\n`);
    return kept(dir, state);
  } finally {
    unlock();
  }
}

/** What the witness in a folder has kept. @throws an Error of one sentence */
export function readWitness(dir: string): Kept {
  return kept(dir, readState(dir));
}

/** Every head this witness has cosigned, oldest first. */
export function headsOf(dir: string): Head[] {
  const file = path.join(dir, FILES.heads);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => parsedHead(line) ?? []);
}

/** The open state of a running witness; one process at a time. */
export type Ledger = {
  name: string;
  vkey: string;
  signer: NoteSigner;
  logs: () => readonly Log[];
  watch: (origin: string) => Watched | undefined;
  /** Puts the head on the disk in the place of the one before; returns when it is there. */
  keep: (head: Head) => void;
  refuse: (refused: { checkpoint: Checkpoint; note: string; problem: string; at: number }) => void;
  close: () => void;
};

/** Opens the witness in a folder for signing. @throws an Error of one sentence */
export function openLedger(dir: string): Ledger {
  const unlock = locked(dir);
  try {
    let state = readState(dir);
    const { signer, vkey } = keyOf(state.name, readFileSync(path.join(dir, FILES.key), "utf8"));
    const place = (file: string) => path.join(dir, file);
    for (const file of [FILES.heads, REFUSED]) endTornLine(place(file));
    const listed = headsOf(dir);
    // A process that ended between the two writes left a head in the one and not in the other.
    for (const { head } of state.logs)
      if (head && !listed.some((h) => h.origin === head.origin && h.size === head.size))
        appendDurably(place(FILES.heads), head);
    const refused = new Set(
      existsSync(place(REFUSED)) ? readFileSync(place(REFUSED), "utf8").split("\n").map(noteOf) : [],
    );
    return {
      name: state.name,
      vkey,
      signer,
      logs: () => state.logs,
      watch: (origin) => {
        const log = state.logs.find((l) => l.origin === origin);
        return log && watched(log);
      },
      keep(head) {
        const before = state.logs.find((log) => log.origin === head.origin)?.head;
        const logs = state.logs.map((log) => (log.origin === head.origin ? { ...log, head } : log));
        const next: State = { ...state, logs };
        writeDurably(place(FILES.state), `${JSON.stringify(next, null, 2)}\n`);
        state = next;
        if (before?.size !== head.size) appendDurably(place(FILES.heads), head);
      },
      refuse({ checkpoint, note, problem, at }) {
        if (refused.has(note) || refused.size >= MOST_REFUSALS) return;
        refused.add(note);
        const { origin, size } = checkpoint;
        appendDurably(place(REFUSED), { origin, size, at, problem, note });
      },
      close: unlock,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function locked(dir: string): () => void {
  try {
    return lockFolder(path.join(dir, "witness"), "another witness process");
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new Error(
      `The witness in ${dir} is running already (process ${error.holder.pid}); two of one key could cosign two histories.`,
    );
  }
}

function kept(dir: string, state: State): Kept {
  const { vkey } = keyOf(state.name, readFileSync(path.join(dir, FILES.key), "utf8"));
  return {
    name: state.name,
    vkey,
    logs: state.logs.map((log) => ({ origin: log.origin, keys: keysOf(log), head: log.head })),
  };
}

function watched(log: Log): Watched {
  const root = log.head ? fromBase64(log.head.root) : undefined;
  return { keys: keysOf(log), head: log.head && root ? { size: log.head.size, root } : undefined };
}

const keysOf = ({ vkeys }: Log) => vkeys.map((vkey) => parseVkey(sha256, vkey));

/** The one key, with the id and the public form that cosignatures have. */
function keyOf(name: string, pem: string): { signer: NoteSigner; vkey: string } {
  const key = readLogKey(name, pem);
  const { publicKey } = parseVkey(sha256, key.vkey);
  return {
    signer: { name, id: witnessKeyId(sha256, name, publicKey), sign: key.sign },
    vkey: formatWitnessKey(sha256, name, publicKey),
  };
}

/** Whether a witness whose key is gone has signed anything: what a crash left of its making has not. */
function everSigned(dir: string): boolean {
  const file = path.join(dir, FILES.state);
  if (!existsSync(file)) return existsSync(path.join(dir, FILES.heads));
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  return !isState(value) || value.logs.some(({ head }) => head !== null);
}

function readState(dir: string): State {
  const file = path.join(dir, FILES.state);
  if (!existsSync(path.join(dir, FILES.key)))
    throw new Error(
      `There is no witness in ${dir}; make one with: witness init --dir ${dir} --name NAME --log VKEY.`,
    );
  if (!existsSync(file))
    throw new Error(
      `${file} is missing. Without it this witness could cosign two histories: put the file back, or retire the key and make another witness.`,
    );
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isState(value)) throw new Error(`${file} is not the state of a witness.`);
  return value;
}

/** Written above, and checked as far as what is signed depends on it: each head is one that can be compared with. */
function isState(value: unknown): value is State {
  if (typeof value !== "object" || value === null || !("name" in value) || !("logs" in value)) return false;
  if (typeof value.name !== "string" || !Array.isArray(value.logs)) return false;
  return value.logs.every(
    (log) =>
      typeof log?.origin === "string" &&
      Array.isArray(log.vkeys) &&
      (log.head === null ||
        (Number.isSafeInteger(log.head?.size) && fromBase64(log.head.root)?.length === 32)),
  );
}

function parsedHead(line: string): Head | undefined {
  try {
    const head: Head = JSON.parse(line);
    return typeof head?.origin === "string" && typeof head.root === "string" ? head : undefined;
  } catch {
    return undefined;
  }
}

function noteOf(line: string): string {
  try {
    return String(JSON.parse(line).note);
  } catch {
    return "";
  }
}

/** The head of a checkpoint as it is kept. */
export function headOf({ origin, size, root }: Checkpoint, note: string, at: number): Head {
  return { origin, size, root: toBase64(root), at, note };
}

/** Replaces a file as a whole: what stands there after a crash is the old or the new one, and after the return the new one. */
function writeDurably(file: string, text: string, mode = 0o600): void {
  const part = `${file}.part`;
  const opened = openSync(part, "w", mode);
  try {
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  chmodSync(part, mode);
  renameSync(part, file);
  syncFolder(path.dirname(file));
}

function appendDurably(file: string, line: object): void {
  const made = !existsSync(file);
  const opened = openSync(file, "a", 0o600);
  try {
    writeSync(opened, `${JSON.stringify(line)}\n`);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  if (made) syncFolder(path.dirname(file));
}

/** A line that a crash cut short is ended, so that it stays one of its own, which no reader takes for an entry. */
function endTornLine(file: string): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  if (text !== "" && !text.endsWith("\n")) appendFileSync(file, "\n");
}

function syncFolder(folder: string): void {
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
