import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";
import { mapping } from "./mapping";

/** The wire types of sources and imports; browser-safe. Instants are ISO text. */

export const formats = ["folder", "csv", "aws-iam"] as const;
export type Format = (typeof formats)[number];
export const askedFormats = ["auto", ...formats] as const;
export type AskedFormat = (typeof askedFormats)[number];

export const formatWords: Record<Format, string> = {
  folder: "Import folder",
  csv: "Single CSV",
  "aws-iam": "AWS IAM authorisation details",
};

const count = z.number().int().nonnegative();
const instant = z.iso.datetime();

/** The built-in source: this installation's own identity and the credentials it holds, renewed at each launch. */
export const ownFormat = "countersign";
export const ownSource = "Countersign";

/** A source's name, as the command line and the log have it. */
export const sourceName = z
  .string()
  .trim()
  .min(1, "Give the source a name.")
  .max(80, "A source's name has at most 80 characters.")
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._&()+-]*$/u, "Use letters, digits, spaces and . _ & ( ) + - only.");

/** The name of a source that somebody imports: not the built-in one's. */
export const importedName = sourceName.refine(
  (name) => name.toLowerCase() !== ownSource.toLowerCase(),
  `${ownSource} is the built-in source; choose another name.`,
);

/** Rows of one file, or of all: read = stored + duplicates + rejected (I9). */
export const fileTieOut = z.strictObject({
  read: count,
  stored: count,
  duplicates: count,
  rejected: count,
  holds: z.boolean(),
});
export type FileTieOut = z.output<typeof fileTieOut>;

export const tieOut = fileTieOut.extend({
  /** By file, or by list of a JSON. */
  files: z.record(z.string(), fileTieOut),
  /** What the raw bytes were: name → SHA-256 and size. */
  raw: z.record(z.string(), z.strictObject({ sha256: z.string(), bytes: count })),
  /** Sentences about what was not read. */
  notes: z.array(z.string()),
});
export type TieOut = z.output<typeof tieOut>;

/** What `import` answers (product, section 9). */
export type ImportCounts = {
  snapshot: number;
  identities: number;
  accounts: number;
  entitlements: number;
  grants: number;
  rejected: number;
  tieOut: FileTieOut;
  /** Whether the very same was in force already, so that nothing was changed. */
  unchanged: boolean;
};

export const phases = ["hashing", "reading", "checking", "putting in force", "done", "unchanged"] as const;
export type Phase = (typeof phases)[number];

export const importJobWire = z.object({
  id: z.uuid(),
  source: z.string(),
  sourceId: z.number().int().nullable(),
  format: z.string(),
  asOf: instant,
  state: z.enum(["uploaded", "queued", "running", "done", "refused"]),
  phase: z.enum(phases).nullable(),
  bytes: count,
  bytesRead: count,
  rowsRead: count,
  rowsSettled: count,
  snapshot: z.number().int().nullable(),
  problem: z.string().nullable(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  tieOut: tieOut.nullable(),
  counts: z.object({ identities: count, accounts: count, entitlements: count, grants: count }).nullable(),
});
export type ImportJobWire = z.output<typeof importJobWire>;

export const startImport = z.strictObject({
  upload: z.uuid(),
  source: importedName,
  format: z.enum(formats),
  /** The day the data describes. */
  asOf: z.iso.date("Give the date as 2026-11-22."),
  mapping: mapping.optional(),
});

const counts = z.object({ identities: count, accounts: count, entitlements: count, grants: count });

export const snapshotWire = z.object({
  id: z.number().int(),
  status: z.enum(["loading", "in_force", "superseded", "refused"]),
  format: z.string(),
  asOf: instant,
  importedAt: instant,
  sha256: z.string(),
  bytes: count,
  counts,
  tieOut: tieOut.nullable(),
  complete: z.boolean(),
  problem: z.string().nullable(),
  /** Whether its files lie on disk still. */
  kept: z.boolean(),
});
export type SnapshotWire = z.output<typeof snapshotWire>;

export const sourceWire = z.object({
  id: z.number().int(),
  name: z.string(),
  format: z.string(),
  current: snapshotWire.nullable(),
  /** The counts of the one before, for gain and drop. */
  before: counts.nullable(),
  unmatched: count,
  /** Nothing of this source goes to a model. */
  modelOff: z.boolean(),
  running: z.uuid().nullable(),
  lastRefusal: z.object({ at: instant, problem: z.string() }).nullable(),
});
export type SourceWire = z.output<typeof sourceWire>;

export const rejectWire = z.object({
  file: z.string(),
  line: z.number().int(),
  kind: z.enum(["rejected", "duplicate", "note"]),
  reason: z.string(),
});
export type RejectWire = z.output<typeof rejectWire>;

export const unmatchedWire = z.object({
  account: z.string(),
  login: z.string().nullable(),
  email: z.string().nullable(),
  type: z.string().nullable(),
  application: z.string(),
  how: z.enum(["none", "ambiguous"]),
  /** Who settles it: the application's owner where that is known, else an administrator. */
  owner: z.string().nullable(),
  candidates: z.array(
    z.object({ sourceId: z.number().int(), source: z.string(), id: z.string(), name: z.string().nullable() }),
  ),
});
export type UnmatchedWire = z.output<typeof unmatchedWire>;

export const identityChoice = z.object({
  sourceId: z.number().int(),
  source: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  title: z.string().nullable(),
  department: z.string().nullable(),
});
export type IdentityChoice = z.output<typeof identityChoice>;

export const matchInput = z.strictObject({
  source: z.number().int(),
  account: z.string().min(1),
  identitySource: z.number().int(),
  identity: z.string().min(1, "Choose who holds the account."),
  reason: ownWords(
    z
      .string()
      .trim()
      .min(3, "Say in a few words how you know.")
      .max(1_000, "Keep the reason under 1,000 characters."),
  ),
});

/** One row of a single CSV as it would be read. */
export const previewRow = z.object({
  line: z.number().int(),
  account: z.string().nullable(),
  application: z.string().nullable(),
  holder: z.string().nullable(),
  kind: z.string().nullable(),
  entitlements: z.array(z.string()),
  details: z.array(z.object({ name: z.string(), value: z.string() })),
  problem: z.string().nullable(),
});
export type PreviewRow = z.output<typeof previewRow>;

export const uploadWire = z.object({
  id: z.uuid(),
  files: z.array(z.object({ name: z.string(), bytes: count, read: z.boolean() })),
  format: z.enum(formats),
  header: z.array(z.string()),
  mapping: mapping.nullable(),
  /** Whether the mapping is the one this source was last imported with. */
  remembered: z.boolean(),
  rows: z.array(previewRow),
});
export type UploadWire = z.output<typeof uploadWire>;

export const setModelInput = z.strictObject({
  id: z.coerce.number().int().positive(),
  model: z.enum(["on", "off"]),
});
