import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import type { DrawnChallenge } from "@/lib/audit-log/challenges";
import { AppError } from "@/lib/errors";
import type { Rule } from "@/lib/evidence/rules";
import type { Packet } from "@/lib/evidence/schema";
import { type Clone, canBeCloned, contrary, factsSayOf, planted, plantsFor } from "./challenge-clone";
import { allInventedNames, inventedName } from "./challenge-names";

/** A staged item that a challenge item can be made after. */
export type Template = {
  n: number;
  item: string;
  subject_name: string;
  identity_source_id: number;
  application_name: string;
  entitlement_id: string;
  entitlement_name: string;
  title: string;
  tags: string[];
  debt: number;
  need_score: number | null;
  body: string;
};
type Read = Template & { packet: Packet };

/** A challenge item that was made, and what it was made after. */
export type MadeChallenge = { id: string; drawn: DrawnChallenge; of: Template; clone: Clone };

/** Of a list, so many at most are looked at. */
const LOOKED_AT = 80;
const TRIES = 40;

/** Makes the drawn challenge items, list by list. What is invented is nobody's and nothing's in the campaign's sources. */
export class ChallengeMaking {
  private readonly tx: Tx;
  private readonly rules: readonly Rule[];
  private readonly snapshots: readonly number[];
  private readonly names: Set<string>;
  private readonly used = new Set<number>();
  private readonly at: Date;
  private elsewhere: Read[] | undefined;

  private constructor(
    tx: Tx,
    given: { rules: readonly Rule[]; snapshots: readonly number[]; at: Date },
    names: Set<string>,
  ) {
    this.tx = tx;
    this.rules = given.rules;
    this.snapshots = given.snapshots;
    this.at = given.at;
    this.names = names;
  }

  static async begin(
    tx: Tx,
    given: { rules: readonly Rule[]; snapshots: readonly number[]; at: Date },
  ): Promise<ChallengeMaking> {
    const all = JSON.stringify(allInventedNames());
    const taken = await rows<{ name: string }>(
      tx,
      sql`WITH invented AS (SELECT jsonb_array_elements_text(${all}::jsonb) AS name)
        SELECT name FROM invented WHERE EXISTS (SELECT 1 FROM person p WHERE lower(p.name) = invented.name)
          OR EXISTS (SELECT 1 FROM snap_identity i WHERE lower(i.name) = invented.name)`,
    );
    return new ChallengeMaking(tx, given, new Set(taken.map((t) => t.name)));
  }

  /** The challenge items of one reviewer's list. */
  async list(reviewer: string, drawn: readonly DrawnChallenge[]): Promise<MadeChallenge[]> {
    const own = await this.templates(reviewer);
    const [who] = await rows<{ name: string }>(this.tx, sql`SELECT name FROM person WHERE id = ${reviewer}`);
    const made: MadeChallenge[] = [];
    for (const each of drawn)
      made.push(await this.one(each, own.length > 0 ? own : await this.anywhere(), who?.name ?? ""));
    return made;
  }

  private async one(drawn: DrawnChallenge, from: readonly Read[], reviewer: string): Promise<MadeChallenge> {
    const fresh = from.filter((t) => !this.used.has(t.n));
    const chosen =
      this.choose(fresh, randomInt(2) === 0) ??
      this.choose(from, true) ??
      this.choose(await this.anywhere(), true);
    if (!chosen)
      throw new AppError(
        "rule",
        "no-challenges",
        "No challenge item can be made after anything in this population: it takes people's access with facts that say something. Launch it without challenge items.",
      );
    const { of, make } = chosen;
    this.used.add(of.n);
    const id = this.newId();
    for (let tries = 0; tries < TRIES; tries++) {
      const name = inventedName(randomInt, this.names);
      const clone = make({
        packet: of.packet,
        tags: of.tags,
        id,
        name,
        reviewer,
        rules: this.rules,
        other: otherOf(of, from),
      });
      if (await this.isReal(clone.packet)) continue;
      this.names.add(clone.packet.subject.name.toLowerCase());
      return { id, drawn, of, clone };
    }
    throw new Error("No invented account or identity was free.");
  }

  /** What is made, of which kind: the one asked for first, else the other. */
  private choose(from: readonly Read[], plantedFirst: boolean) {
    const withFacts = shuffled(from).flatMap((of) => {
      const plants = plantsFor({ packet: of.packet, rules: this.rules, other: otherOf(of, from) });
      const plant = plants[plants.length > 0 ? randomInt(plants.length) : 0];
      return plant === "left" || plant === "conflict" || plant === "unused" ? [{ of, plant }] : [];
    })[0];
    const withDraft = shuffled(from).flatMap((of) => {
      const says = factsSayOf(of.packet);
      return says ? [{ of, says }] : [];
    })[0];
    const plantedOne = withFacts && {
      of: withFacts.of,
      make: (given: Parameters<typeof planted>[0]) => planted(given, withFacts.plant, randomInt),
    };
    const contraryOne = withDraft && {
      of: withDraft.of,
      make: (given: Parameters<typeof contrary>[0]) => contrary(given, withDraft.says, randomInt),
    };
    return plantedFirst ? (plantedOne ?? contraryOne) : (contraryOne ?? plantedOne);
  }

  private async anywhere(): Promise<Read[]> {
    this.elsewhere ??= await this.templates(null);
    return this.elsewhere;
  }

  private async templates(reviewer: string | null): Promise<Read[]> {
    const found = await rows<Template>(
      this.tx,
      sql`SELECT s.n, s.item_id::text AS item, s.subject_name, s.identity_source_id, s.application_name, s.entitlement_id,
          s.entitlement_name, s.title, s.tags, s.debt, s.need_score, coalesce(s.body, p.body) AS body
        FROM (SELECT s.* FROM staged_item s JOIN staged_reviewer w ON w.n = s.n
          WHERE s.type = 'grant' AND s.subject_kind = 'human' AND s.identity_id IS NOT NULL
            AND ${reviewer === null ? sql`true` : sql`w.reviewer_id = ${reviewer}::uuid`}
          ORDER BY random() LIMIT ${LOOKED_AT}) s
        LEFT JOIN evidence_packet p ON p.item_id = s.item_id AND p.version = 1 ORDER BY s.n`,
    );
    return found.flatMap((t) => {
      // Our own canonical text, so of its type.
      const packet = JSON.parse(t.body) as Packet;
      return canBeCloned(packet) ? [{ ...t, packet }] : [];
    });
  }

  /** Whether an id or login that was invented is somebody's after all. */
  private async isReal({ keys, access }: Packet): Promise<boolean> {
    const [found] = await rows(
      this.tx,
      sql`SELECT 1 WHERE EXISTS (SELECT 1 FROM snap_identity WHERE id = ${keys.identity_id})
        OR EXISTS (SELECT 1 FROM snap_account WHERE snapshot_id IN ${[...this.snapshots]}
          AND (id = ${keys.account_id} OR lower(login) = lower(${access.account ?? ""})))`,
    );
    return found !== undefined;
  }

  /** Of the same make as an item's: UUID version 7 of the launch, with a number among those of the items. */
  private newId(): string {
    const bytes = Array.from({ length: 8 }, () => randomInt(256));
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x80;
    const tail = bytes.map((b) => b.toString(16).padStart(2, "0")).join("");
    const time = this.at.getTime().toString(16).padStart(12, "0");
    const number = randomInt(4096).toString(16).padStart(3, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${number}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }
}

function shuffled<T>(from: readonly T[]): T[] {
  return from
    .map((each) => ({ each, at: randomInt(2 ** 40) }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each);
}

/** Another entitlement of the same application. */
function otherOf(of: Template, from: readonly Template[]): string | null {
  return (
    from.find((t) => t.application_name === of.application_name && t.entitlement_id !== of.entitlement_id)
      ?.title ?? null
  );
}
