import { and, eq, inArray } from "drizzle-orm";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { viewOf } from "@/lib/evidence/view";
import { query } from "@/lib/query";
import { pairsOf, sidesOf } from "./exceptions";
import { failedOf } from "./keeping";
import { openInput, pairView } from "./schema";
import { nothingHere, packetOf } from "./subject";

/**
 * The conflicts of an item, each with its other side as far as this reviewer may see it: what it is, where, and who decides
 * it or owns it. What they themselves decide is opened as any item of theirs is.
 */
export const pair = query({
  name: "reviews.pair",
  permission: "item.open",
  input: openInput,
  output: pairView,
  load: async (reader, input) => {
    const [found] = await reader.select().from(item).where(eq(item.id, input.item));
    if (!found) throw nothingHere();
    return found;
  },
  run: async (reader, { subject: i, scope }) => {
    const [row] = await reader
      .select({ body: evidencePacket.body })
      .from(evidencePacket)
      .where(and(eq(evidencePacket.itemId, i.id), eq(evidencePacket.version, i.packetVersion)));
    const packet = packetOf(row?.body);
    const sides = await sidesOf(reader, pairsOf(i.id, packet));
    const names = new Map(
      sides.length === 0
        ? []
        : (
            await reader
              .select({ id: person.id, name: person.name })
              .from(person)
              .where(
                inArray(
                  person.id,
                  sides.map((s) => s.reviewerId),
                ),
              )
          ).map((p) => [p.id, p.name]),
    );
    const told = new Map(viewOf(packet).findings.map((f) => [f.fact, f.text]));
    return {
      item: i.id,
      title: i.title,
      conflicts: failedOf(packet)
        .filter((f) => f.value.other !== null)
        .map((f) => {
          const side = sides.find((s) => s.item === f.value.other_item);
          return {
            fact: f.id,
            rule: f.value.name,
            text: told.get(f.id) ?? "",
            other: f.value.other ?? "",
            owner: ownerOf(f.value),
            side: side
              ? {
                  item: side.item,
                  title: side.title,
                  application: side.application,
                  reviewer: names.get(side.reviewerId) ?? "",
                  mine: side.reviewerId === scope.personId,
                }
              : null,
          };
        }),
    };
  },
});

/** Who owns the other side, where the finding knows. */
function ownerOf(value: object): string | null {
  return "other_owner" in value && typeof value.other_owner === "string" ? value.other_owner : null;
}
