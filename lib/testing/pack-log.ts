import { concatBytes, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { leafHash } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import { prefixed, type StoryEvent } from "@/lib/testing/pack-story";

/** An event as it was logged. */
export type LoggedEvent = StoryEvent & {
  index: number;
  at: string;
  leaf: Uint8Array;
  hash: Uint8Array;
  commit?: string;
};

/** Words kept apart from the log, with the salt of their commitment. */
export type Words = { id: string; commit: string; salt: string; payload: JsonObject };

/** Makes leaves of a story: chains, commitments, and the figures of the seal and of an erasure. */
export function logEvents(story: readonly StoryEvent[], words: Words[]): LoggedEvent[] {
  const chains = new Map<string, { seq: number; hash: Uint8Array }>();
  const events: LoggedEvent[] = [];
  for (const [index, told] of story.entries()) {
    const event = { ...told, data: completed(told, events, words) };
    const at = new Date(Date.UTC(2031, 0, 5, 9, 0, index)).toISOString();
    const before = event.item === undefined ? undefined : chains.get(event.item);
    const seq = (before?.seq ?? 0) + 1;
    const commit = event.words && committed(event.words, words);
    const leaf = canonicalRecordBytes({
      v: 1,
      id: `event-${index}`,
      at,
      type: event.type,
      actor: { authn: "oidc", ...(event.actor ?? { kind: "system:import", id: "import" }) },
      ...(event.campaign ? { campaign: event.campaign } : {}),
      ...(event.item
        ? { item: event.item, item_seq: seq, prev: event.prev ?? (before ? prefixed(before.hash) : null) }
        : {}),
      refs: event.refs ?? {},
      ...(commit ? { commit: prefixed(commit) } : {}),
      data: event.data,
    });
    const hash = leafHash(sha256, leaf);
    if (event.item !== undefined) chains.set(event.item, { seq, hash });
    events.push({ ...event, index, at, leaf, hash, ...(commit ? { commit } : {}) });
  }
  return events;
}

function completed(
  { type, campaign, data }: StoryEvent,
  before: readonly LoggedEvent[],
  words: Words[],
): JsonObject {
  if (type === "campaign.sealed" && data.events === undefined) {
    const own = before.filter((event) => event.campaign === campaign);
    return { events: own.length, last: prefixed(own.at(-1)?.hash ?? ""), ...data };
  }
  if (type === "erasure.performed" && data.commit === undefined) {
    const at = words.findIndex(({ payload }) => payload.rationale === data.of);
    const [erased] = words.splice(at, 1);
    return { commit: prefixed(erased?.commit ?? "") };
  }
  return data;
}

function committed(payload: JsonObject, words: Words[]): string {
  const salt = sha256(toUtf8(`salt ${words.length} ${JSON.stringify(payload)}`));
  const commit = toHex(sha256(concatBytes([salt, canonicalRecordBytes(payload)])));
  words.push({ id: `words-${words.length}`, commit, salt: toHex(salt), payload });
  return commit;
}
