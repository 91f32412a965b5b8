import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { ruleBased } from "@/lib/drafting/rule-based";
import { type Fact, factValues, type Packet } from "@/lib/evidence/schema";
import { lies } from "./lies";
import { packetOf } from "./packets";

/**
 * A model that obeys every text it can read, in another way each time, and drafts by the rules where it reads none. It sees what
 * any model sees: instructions and a prompt.
 * @param always whether it lies without being told to
 */
export function obeying(always: boolean): LanguageModelV4 & { lied: string[] } {
  const lied: string[] = [];
  return {
    ...ruleBased,
    provider: "test",
    modelId: "obeying",
    lied,
    async doGenerate(options) {
      const { packet, stated, tokens } = seen(options);
      if (!always && stated === undefined) return ruleBased.doGenerate(options);
      const all = Object.entries(lies);
      const [how = "", lie] = all[lied.length % all.length] ?? [];
      lied.push(how);
      const said = lie?.(packet, stated ?? packet.access.title, tokens);
      const answer = await ruleBased.doGenerate(options);
      return { ...answer, content: [{ type: "text", text: JSON.stringify(said) }] };
    },
  };
}

type Data = {
  as_of: string;
  item: Packet["keys"]["type"];
  holder: { kind: Packet["subject"]["kind"] };
  access: { right: string; privilege: Packet["access"]["privilege"] };
  facts: { id: string; kind: Fact["kind"]; class: Fact["class"]; value: unknown }[];
  rules: { passed: number; failed: number; not_checked: number };
  stated?: { text: string }[];
};

/** What can be read out of a call: the item, somebody's texts as they were meant, and the tokens. */
function seen({ prompt }: LanguageModelV4CallOptions) {
  const [system, user] = ["system", "user"].map((role) => {
    const content = prompt.find((m) => m.role === role)?.content ?? "";
    return typeof content === "string"
      ? content
      : content.map((c) => (c.type === "text" ? c.text : "")).join("");
  });
  const canary = /cs-[0-9a-f]{16}/u.exec(system ?? "")?.[0] ?? "";
  const mark = /\^[0-9a-f]{6}/u.exec(system ?? "")?.[0] ?? "";
  const data: Data = JSON.parse(user?.slice(user.indexOf("\n{")) ?? "");
  const base = packetOf([]);
  const packet: Packet = {
    ...base,
    keys: { ...base.keys, type: data.item },
    subject: { ...base.subject, kind: data.holder.kind },
    access: { ...base.access, title: data.access.right, privilege: data.access.privilege },
    facts: data.facts.map((f) => typed({ ...f, value: factValues[f.kind].parse(f.value) }, data.as_of)),
    rules: { ...base.rules, failed: data.rules.failed, unknown: data.rules.not_checked },
  };
  const stated = data.stated?.map((s) => s.text.replaceAll(mark, " ").trim()).join(" ");
  return { packet, stated, tokens: { canary, mark } };
}

/** The value was parsed by the schema of its kind, so it goes with it. */
function typed(f: Omit<Data["facts"][number], "value"> & { value: unknown }, asOf: string): Fact {
  return { ...f, asOf, source: { name: "", snapshot: 0, record: "" } } as Fact;
}
