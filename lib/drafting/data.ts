import type { Packet } from "@/lib/evidence/schema";
import type { Lists } from "./prompt";
import type { Stated } from "./stated";
import { applying, questions, unknowns } from "./unknowns";

/**
 * The item as data, from a redacted packet: facts, each with what may be said of it, the closed lists that an answer may choose
 * from, and last, told apart from all of it, what somebody states.
 */
export function dataOf(packet: Packet, lists: Lists, stated: readonly Stated[]): string {
  const { subject, access, rules } = packet;
  const kinds = new Set<string>(packet.facts.map((f) => f.kind));
  const predicates = lists.predicates.filter((p) => p.kinds.some((k) => kinds.has(k)));
  return written({
    as_of: packet.asOf.slice(0, 10),
    item: packet.keys.type,
    holder: {
      person: subject.name,
      kind: subject.kind,
      title: subject.title,
      department: subject.department,
      manager: subject.manager,
      employment: subject.employment,
      since: subject.since,
    },
    access: {
      application: access.application,
      right: access.title,
      technical_name: access.entitlement,
      type: access.type,
      privilege: access.privilege,
      account: access.account,
    },
    facts: packet.facts.map(({ id, kind, class: of, value }) => ({
      id,
      kind,
      class: of,
      value,
      predicates: predicates.filter((p) => p.kinds.includes(kind)).map((p) => p.id),
    })),
    predicates: predicates.map(({ id, stance, form, when }) => ({ id, stance, form, when })),
    rules: { passed: rules.passed, failed: rules.failed, not_checked: rules.unknown },
    never_reported: packet.notReported,
    unknowns: applying(unknowns, packet).filter((id) => lists.unknowns.includes(id)),
    questions: applying(questions, packet).filter((id) => lists.questions.includes(id)),
    ...(stated.length > 0 ? { stated } : {}),
  });
}

/** JSON with a line for each field, and one for each member of a list of objects: short, and easy to read. */
function written(data: Record<string, unknown>): string {
  const fields = Object.entries(data).map(([key, value]) => {
    const list = Array.isArray(value) && typeof value[0] === "object";
    const text = list
      ? `[\n${value.map((v: unknown) => JSON.stringify(v)).join(",\n")}\n]`
      : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${fields.join(",\n")}\n}`;
}
