import { z } from "zod";

const anchorKind = z.enum(["witness", "timestamp", "archive"]);
export type AnchorKind = z.infer<typeof anchorKind>;

/** A place outside this database that follows the log. `name`: a witness's public key, else an address. */
export const anchorTarget = z.object({ kind: anchorKind, name: z.string().min(1).max(1_000) });
export type AnchorTarget = z.infer<typeof anchorTarget>;

export const refusalWhy = z.enum(["another_root", "not_consistent", "rolled_back"]);
export type RefusalWhy = z.infer<typeof refusalWhy>;

/** How far each of them is, against the log's head. */
const anchorState = z.object({
  kind: anchorKind,
  /** What people call it: a witness's name without its key, else the address. */
  label: z.string(),
  name: z.string(),
  size: z.number(),
  behind: z.number(),
  confirmedAt: z.string().nullable(),
  problem: z.string().nullable(),
  refusedAt: z.string().nullable(),
  refusedSize: z.number().nullable(),
});
export type AnchorState = z.infer<typeof anchorState>;

export const anchorStates = z.object({ size: z.number(), rows: z.array(anchorState) });
export type AnchorStates = z.infer<typeof anchorStates>;

/** A head that a witness has still to cosign, with what it asks for. */
export const submission = z.object({
  oldSize: z.number(),
  size: z.number(),
  proof: z.array(z.string()),
  note: z.string(),
});
export type Submission = z.infer<typeof submission>;
