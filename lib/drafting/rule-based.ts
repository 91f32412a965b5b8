import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
} from "@ai-sdk/provider";
import { z } from "zod";
import { type Fact, factClass, factKinds, factValues, itemTypes } from "@/lib/evidence/schema";
import { noKeys } from "./redact";
import { answerByRule, type Item } from "./rules";

/**
 * The drafter that needs no model (I18): it reads the same prompt any model gets and answers in the same form, by fixed rules,
 * so it is checked by the same verifier. No network, no chance, no wording of its own.
 */
export const ruleBased: LanguageModelV4 = {
  specificationVersion: "v4",
  provider: "countersign",
  modelId: "rule-based-1",
  supportedUrls: {},
  async doGenerate(options): Promise<LanguageModelV4GenerateResult> {
    const answer = answerByRule(readPrompt(promptText(options)));
    return {
      content: [{ type: "text", text: JSON.stringify(answer) }],
      finishReason: { unified: "stop", raw: undefined },
      usage: {
        inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 0, text: 0, reasoning: 0 },
      },
      warnings: [],
    };
  },
  async doStream() {
    throw new Error("The rule-based drafter answers whole; it does not stream.");
  },
};

function promptText({ prompt }: LanguageModelV4CallOptions): string {
  const last = prompt.findLast((m) => m.role === "user");
  if (last?.role !== "user") throw new Error("The prompt has no item.");
  return last.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

const data = z.object({
  as_of: z.iso.date(),
  item: z.enum(itemTypes),
  holder: z.object({ kind: z.enum(["human", "service", "workload", "ai_agent", "unknown"]) }),
  facts: z.array(z.object({ id: z.string(), kind: z.enum(factKinds), class: factClass, value: z.unknown() })),
  rules: z.object({ passed: z.number(), failed: z.number(), not_checked: z.number() }),
  unknowns: z.array(z.string()),
  questions: z.array(z.string()),
});

/** The item out of the prompt's text; the rest of a packet, which no rule reads, is left blank. */
function readPrompt(text: string): Item {
  const start = text.indexOf("\n{");
  const read = data.parse(JSON.parse(text.slice(Math.max(start, 0))));
  return {
    unknowns: read.unknowns,
    questions: read.questions,
    packet: {
      v: 1,
      item: "",
      version: 0,
      asOf: read.as_of,
      keys: { ...noKeys, type: read.item },
      subject: {
        name: "[P1]",
        kind: read.holder.kind,
        title: null,
        department: null,
        manager: null,
        location: null,
        employment: null,
        since: null,
      },
      access: {
        application: "",
        entitlement: "",
        title: "",
        phrase: null,
        type: null,
        description: null,
        account: "",
        privilege: null,
        words: "name",
        catalogue: null,
        risk: null,
      },
      facts: read.facts.map((f) => typedFact(f, read.as_of)),
      rules: {
        set: "",
        passed: read.rules.passed,
        failed: read.rules.failed,
        unknown: read.rules.not_checked,
      },
      notReported: [],
    },
  };
}

/** `factValues[kind]` has parsed the value, so it goes with the kind. */
function typedFact(
  f: { id: string; kind: Fact["kind"]; class: Fact["class"]; value: unknown },
  asOf: string,
): Fact {
  const value: unknown = factValues[f.kind].parse(f.value);
  return { ...f, value, asOf, source: { name: "", snapshot: 0, record: "" } } as Fact;
}
