/** What the log's pages check in the browser, and how they ask. */
import { getJson, ProblemError } from "@/lib/fetch";
import { ed25519InPage } from "./ed25519-page";
import type { EntryRow } from "./entry-queries";
import type { Means } from "./page-proof";
import { sha256Pure } from "./sha256-pure";

export { askedOf } from "./asked";
export { toUtf8 } from "./bytes";
export { type Follow, logHref, wholeOf } from "./follow";
export {
  type CheckedProof,
  checkConsistency,
  checkProof,
  leafHashOf,
  type PageCheck,
} from "./page-proof";
export { sha256Pure } from "./sha256-pure";

/** How this page checks: with its own code, against this log's key. */
export const meansOf = (vkey: string | null): Means => ({ sha256: sha256Pure, verify: ed25519InPage, vkey });

export type FoundInLog = {
  rows: EntryRow[];
  about: { is: "item" | "person" | "campaign"; id: string; name: string } | null;
};

export const findInLog = (by: { hash: string } | { id: string }) =>
  getJson<FoundInLog>(`/api/log/find?${new URLSearchParams(by)}`);

export type ConsistencyFound = { from: number; to: number; old: string | null; new: string; proof: string[] };

/** The proof between two sizes; to the newest checkpoint where none is named. */
export const consistencyFound = (from: number, to?: number) =>
  getJson<ConsistencyFound>(
    `/api/log/consistency?${new URLSearchParams({ from: String(from), ...(to === undefined ? {} : { to: String(to) }) })}`,
  );

/** The text of an entry's .tlog-proof, the very file that can be taken away. @throws ProblemError where there is none yet */
export async function proofText(index: number): Promise<string> {
  const response = await fetch(`/api/log/${index}/proof`);
  if (response.ok) return response.text();
  throw new ProblemError({
    status: response.status,
    code: "not_found",
    slug: "leaf",
    detail: `There is no entry at #${index.toLocaleString("en-GB")} under a checkpoint yet.`,
  });
}
