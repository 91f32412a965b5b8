import type { EventType } from "@/lib/audit-log/events";
import { reasonCodes } from "@/lib/reviews/schema";
import { classes, severities, type Told, toldAs } from "./map";

/** An entry of the log with its place in the tree; `leaf` as its bytes have it. */
export type Entry = {
  index: number;
  /** Hexadecimal. */
  hash: string;
  leaf: {
    id: string;
    at: string;
    type: string;
    actor: { kind: string; id: string; authn: string };
    campaign?: string | undefined;
    item?: string | undefined;
    data: Record<string, unknown>;
  };
};

export type Installation = { log: string; version: string };

/**
 * What of an entry's own data is told: ids, hashes, counts and words of ours. Everything else stays here, whatever it is called:
 * names of sources and what a person typed into a scope or a setting.
 */
const tellable = new Set(
  (
    "decision outcome disposition recommendation_seen first_choice reason_code arm batch batch_size batch_taken supersedes findings " +
    "task kind export sha256 content size question offer exception look answer reviewer person role setting hold held erasure of " +
    "class rows days file why snapshot snapshots items reviewers decided not_certified removed events open count drafts ready " +
    "insufficient failed turned step version hash evaluation read stored duplicates rejected delegation from owner strength passkey " +
    "algorithm by sign_off missing challenge challenges answered entry state blind undrafted part expires seen reopening"
  ).split(" "),
);
/** What nobody types: an id or a hash as we make them, an instant or a day, an algorithm; or a code of a closed list. */
const made =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:sha256:)?[0-9a-f]{64}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|ES256|RS256|EdDSA|[a-z]+(?:[_.][a-z]+){0,5})$/u;
/** Where an administrator can choose a code or a name, only the product's own are told. */
const ours: Record<string, (value: string) => boolean> = {
  reason_code: (value) => value in reasonCodes.keep || value in reasonCodes.remove,
  setting: (value) => /^(?:retention\.[a-z_]+|drafter|model|person\/[0-9a-f-]{36}\/status)$/u.test(value),
};

/** The entry as an OCSF event; the same entry is the same event, its id included, however often it is sent. Pure. */
export function ocsfEvent({ index, hash, leaf }: Entry, here: Installation): Record<string, unknown> {
  const told = toldOf(leaf.type);
  const of = classes[told.class];
  const activity = (of.activities as Record<string, number>)[told.activity] ?? 99;
  const data = toldData(leaf.data);
  return {
    activity_id: activity,
    activity_name: told.activity,
    category_uid: of.category,
    class_uid: of.uid,
    class_name: of.name,
    type_uid: of.uid * 100 + activity,
    time: Date.parse(leaf.at),
    severity_id: severities[told.severity ?? "info"],
    status_id: 1,
    message: leaf.type,
    metadata: {
      version: "1.3.0",
      uid: leaf.id,
      sequence: index,
      event_code: leaf.type,
      log_name: here.log,
      product: { name: "Countersign", vendor_name: "Countersign", version: here.version },
    },
    actor: actorOf(leaf.actor),
    ...subjectOf(told, leaf, data),
    unmapped: {
      leaf_hash: `sha256:${hash}`,
      ...(leaf.campaign ? { campaign: leaf.campaign } : {}),
      ...(leaf.item ? { item: leaf.item } : {}),
      ...data,
    },
  };
}

/** An entry of a type that this version does not know is told as an update of an entity. */
function toldOf(type: string): Told {
  return type in toldAs
    ? toldAs[type as EventType]
    : { class: "entity", activity: "update", entity: type.split(".")[0] ?? type };
}

function actorOf({ kind, id }: Entry["leaf"]["actor"]): Record<string, unknown> {
  if (kind === "person") return { user: { uid: id, type_id: 1, type: "User" } };
  if (kind === "link") return { user: { uid: id, type_id: 99, type: "Link" } };
  return { app_name: id, user: { uid: kind, type_id: 3, type: "System" } };
}

function subjectOf(told: Told, { id, campaign, item }: Entry["leaf"], data: Record<string, unknown>) {
  if (told.class === "finding")
    return { finding_info: { uid: id, title: "A witness refuses this log's head" } };
  const person = { uid: String(data.person ?? "unknown") };
  if (told.class === "account") return { user: person };
  if (told.class === "privileges") return { user: person, privileges: [String(data.role ?? "unknown")] };
  const keys = [
    "decision",
    "export",
    "question",
    "offer",
    "exception",
    "look",
    "task",
    "hold",
    "erasure",
    "passkey",
    "setting",
  ];
  const own = keys.map((k) => data[k]).find((v) => typeof v === "string");
  return { entity: { type: told.entity, uid: String(own ?? item ?? campaign ?? id) } };
}

const isMade = (value: string) => made.test(value);

function toldData(data: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (!tellable.has(key)) continue;
    if (typeof value === "number" || typeof value === "boolean") kept[key] = value;
    else if (typeof value === "string" && (ours[key] ?? isMade)(value)) kept[key] = value;
    else if (Array.isArray(value) && value.every((v) => typeof v === "number")) kept[key] = value;
  }
  return kept;
}
