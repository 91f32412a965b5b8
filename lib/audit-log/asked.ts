/** What somebody pasted to look for in the log, told by its looks. Pure. */
import { fromBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { HASH_LENGTH } from "@/lib/audit-log/merkle";

export type Asked =
  /** The text of a .tlog-proof: a receipt that stands alone. */
  | { is: "proof"; text: string }
  /** A leaf's hash, whole, or the first eight digits of it that a receipt shows. */
  | { is: "hash"; hash: string }
  /** An id of a decision, an item, a campaign, a person, a task. */
  | { is: "id"; id: string }
  /** A place in the log. */
  | { is: "index"; index: number }
  /** The exact bytes of an entry. */
  | { is: "leaf"; bytes: Uint8Array }
  | { is: "unreadable"; sentence: string };

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const PROOF = "c2sp.org/tlog-proof@v1";

/** Tells what was pasted; white space around it does not matter, an address of a receipt is read for its id. */
export function askedOf(pasted: string): Asked {
  const text = pasted.replaceAll("\r\n", "\n").trim();
  if (text === "")
    return {
      is: "unreadable",
      sentence: "Paste a receipt, an entry’s hash, a decision’s id or a place in the log.",
    };
  // The end of a checkpoint is a newline, which pasting often loses.
  if (text.startsWith(PROOF)) return { is: "proof", text: `${text}\n` };
  if (text.startsWith("{")) return { is: "leaf", bytes: toUtf8(text) };
  const place = /^#?(\d{1,15}|\d{1,3}(?:,\d{3})+)$/.exec(text);
  // Eight digits may also be how a hash begins; a place that large has its number sign.
  if (place?.[1] && !/^\d{8}$/.test(text))
    return { is: "index", index: Number(place[1].replaceAll(",", "")) };
  const hex = /^(?:sha256:)?([0-9a-f]{64}|[0-9a-f]{8})$/i.exec(text);
  if (hex?.[1]) return { is: "hash", hash: hex[1].toLowerCase() };
  const id = UUID.exec(text);
  if (id && (text.length === id[0].length || /^https?:\/\//.test(text) || text.startsWith("/")))
    return { is: "id", id: id[0].toLowerCase() };
  const bytes = text.length === 44 ? fromBase64(text) : undefined;
  if (bytes?.length === HASH_LENGTH) return { is: "hash", hash: toHex(bytes) };
  return {
    is: "unreadable",
    sentence:
      "This is neither a receipt (.tlog-proof), nor an entry’s hash of 8 or 64 digits, nor an id, nor a place in the log such as #120.",
  };
}
