import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, type Json, type JsonObject } from "@/lib/audit-log/canonical";
import { LeafForms } from "@/lib/audit-log/verifier/leaf-forms";

/** What the forms are held to: the text parsed, and its value written again. */
function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return typeof value === "object" && !Array.isArray(value) && value && canonicalRecord(value) === text
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

/** Reads it where it stands between other bytes, as in a piece of a log. */
function read(forms: LeafForms, text: string): Json | undefined {
  const bytes = toUtf8(`"x${text}"x`);
  const form = forms.formOf(bytes, 2, bytes.length - 2);
  return form ? form.value : forms.learn(text);
}

const scalar = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.stringMatching(/^[0-9a-f]{8}$/),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 2 }),
);
const decision = fc.record({
  at: fc.string(),
  data: fc.dictionary(fc.constantFrom("arm", "seconds", "10", "9", "ü", 'a"b'), scalar, { maxKeys: 4 }),
  n: fc.integer(),
  refs: fc.dictionary(fc.constantFrom("draft", "evidence"), scalar),
  type: fc.constant("decision.recorded"),
});
const hostile = fc.constantFrom(
  ...[
    '"',
    "\\",
    "\\u0041",
    "\n",
    "\u0000",
    "\u007f",
    "é",
    "\ud83d\ude00",
    ",",
    ":",
    "}",
    "{",
    " ",
    "-",
    "0",
    "00",
  ],
  ...["-0", "1.0", "1e3", "9007199254740993", '","arm":"', '"type":"x",', "\u2028"],
);

describe("I20: the forms of leaves", () => {
  it("say of every text what parsing and writing it again say", () => {
    fc.assert(
      fc.property(fc.array(decision, { minLength: 2, maxLength: 8 }), (objects) => {
        const forms = new LeafForms();
        for (const object of [...objects, ...objects]) {
          const text = canonicalRecord(object as JsonObject);
          expect(read(forms, text)).toEqual(parsed(text));
          expect(parsed(text)).toBeDefined();
        }
      }),
    );
  });

  it("say it of texts that somebody changed anywhere", () => {
    fc.assert(
      fc.property(
        decision,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), hostile), { minLength: 1, maxLength: 30 }),
        (object, changes) => {
          const forms = new LeafForms();
          const text = canonicalRecord(object as JsonObject);
          read(forms, text);
          for (const [at, gone, put] of changes) {
            const from = at % (text.length + 1);
            const changed = text.slice(0, from) + put + text.slice(from + gone);
            if (!changed.isWellFormed()) continue;
            expect(read(forms, changed)).toEqual(parsed(changed));
          }
          expect(read(forms, text)).toEqual(parsed(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("read a text that is longer or shorter than the one known before", () => {
    const forms = new LeafForms();
    for (const arm of ["assisted", "assisted", "assist", "assistedly", "", "assisted", 'as"sisted', "blind"])
      for (const seconds of [7, 71, 0, -3, 7]) {
        const text = canonicalRecord({ data: { arm, seconds }, type: "decision.recorded" });
        expect(read(forms, text)).toEqual({ data: { arm, seconds }, type: "decision.recorded" });
      }
    for (const text of ['{"data":{"arm":"x","seconds":07},"type":"decision.recorded"}', '{"a":1}', "[]", ""])
      expect(read(forms, text)).toEqual(parsed(text));
  });

  it("take no name for more than a name", () => {
    const forms = new LeafForms();
    const text = '{"data":{"__proto__":{"outcome":"revoke"}},"type":"decision.recorded"}';
    for (const each of [text, text]) {
      const found = read(forms, each) as { data: JsonObject };
      expect([Object.keys(found.data), found.data.outcome]).toEqual([["__proto__"], undefined]);
    }
  });
});
