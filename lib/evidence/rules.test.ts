import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRules, patternSql } from "./findings-sql";
import { rulesHash } from "./rule-hash";
import { ruleTypes, starterId, typeOfId, wordsOf } from "./rule-words";
import {
  firstParams,
  mayRepeat,
  nameOf,
  newRuleId,
  type Rule,
  rule,
  ruleList,
  ruleOf,
  starterRules,
  starterSet,
} from "./rules";

const days = fc.integer({ min: 1, max: 3650 });
const access = fc.constantFrom("privileged", "any");
/** One line of anything a person could type or paste, quotes and comment signs among it. */
const word = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
    fc.constantFrom("'; DROP TABLE item; --", "$1", "\\'", "%s", "E'\\x02'", '"', "a'b''c", "/*", "$$"),
  )
  .filter((t) => t.trim() !== "" && !/[\p{Cc}\p{Surrogate}]/u.test(t))
  .map((t) => `${t.trim()}zq`);
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4, selector: (w) => w.toLowerCase() });
const ref = fc.record({ application: word, entitlement: word });
const params: { [T in Rule["type"]]: fc.Arbitrary<unknown> } = {
  ...Object.fromEntries(ruleTypes.map((t) => [t, fc.constant(firstParams[t])])),
  separation: fc.record({
    left: fc.array(
      ref.map((r) => ({ ...r, entitlement: `l${r.entitlement}` })),
      { minLength: 1, maxLength: 3 },
    ),
    right: fc.array(
      ref.map((r) => ({ ...r, entitlement: `r${r.entitlement}` })),
      { minLength: 1, maxLength: 3 },
    ),
    reason: word,
  }),
  leaver: fc.record({ days }),
  mover: fc.record({ access, days }),
  unused: fc.record({ access, days }),
  dormant: fc.record({ days }),
  shared_account: fc.record({ access }),
  second_factor: fc.record({ access }),
  key_age: fc.record({ days }),
  administrative_actions: fc.record({ administrative: fc.boolean(), actions: words }),
  data_class: fc.record({ classes: words, departments: words }),
  privileged_holders: fc.record({ departments: words }),
} as { [T in Rule["type"]]: fc.Arbitrary<unknown> };

const anyRule = fc
  .constantFrom(...ruleTypes)
  .chain((type) =>
    fc.record({
      type: fc.constant(type),
      params: params[type],
      name: word,
      on: fc.boolean(),
      n: fc.integer({ min: 1, max: 9999 }),
      limit: fc.option(words, { nil: undefined }),
    }),
  )
  .map(({ n, limit, ...r }) =>
    rule.parse({ ...r, id: `${r.type}_${n}`, ...(limit ? { applications: limit } : {}) }),
  );
const anySet = fc.array(anyRule, { maxLength: 25 });

describe("a rule", () => {
  test("of every type that ships is valid, is named by its parameters, and keeps the id it has always had", () => {
    expect(ruleList.parse(starterRules)).toEqual(starterRules);
    expect(starterRules.map((r) => r.id)).toEqual([
      "conflict",
      "leaver",
      "secret_in_text",
      "text_instructs",
      "orphan",
      "nhi_no_owner",
      "nhi_owner_left",
      "credential_exposed",
      "secret_exposed",
      "kept_after_move",
      "privileged_unused",
      "past_end",
      "idle_account",
      "shared_privileged",
      "no_mfa_privileged",
      "old_credential",
      "wildcard",
    ]);
    expect(starterRules.every((r) => r.on)).toBe(true);
    expect(nameOf("unused", { access: "privileged", days: 60 })).toBe(
      "Privileged access is used at least every 60 days",
    );
  });

  test("has words by its id, also one that only an earlier version had", () => {
    expect(ruleOf("kept_after_move")).toMatchObject({ type: "mover", word: "Moved", tag: "moved" });
    expect(ruleOf("data_class_12")).toMatchObject({ type: "data_class", word: "Data class" });
    expect(ruleOf("no_such_rule")).toBeUndefined();
    expect(ruleOf("data_class_0")).toBeUndefined();
    for (const type of ruleTypes) expect(typeOfId(starterId(type))).toBe(type);
    expect(newRuleId("data_class", [{ id: "data_class_1" }, { id: "data_class_2" }])).toBe("data_class_3");
  });

  test("is refused where its id is another type's, its parameters are not its own, or it names nothing", () => {
    const [first] = starterRules;
    expect(rule.safeParse({ ...first, id: "leaver" }).success).toBe(false);
    expect(rule.safeParse({ ...first, id: "conflict'; --" }).success).toBe(false);
    expect(rule.safeParse({ ...first, params: { days: 3 } }).success).toBe(false);
    const named = { id: "data_class_1", type: "data_class", name: "n", on: true };
    expect(rule.safeParse({ ...named, params: { classes: ["secret"], departments: [] } }).success).toBe(
      false,
    );
    expect(rule.safeParse({ ...named, params: { classes: ["a", "A"], departments: ["x"] } }).success).toBe(
      false,
    );
    const pay = { application: "fin", entitlement: "PAY" };
    expect(
      rule.safeParse({
        id: "separation_1",
        type: "separation",
        name: "n",
        on: true,
        params: { left: [pay], right: [pay], reason: "" },
      }).success,
    ).toBe(false);
    for (const bad of [0, 3651, 1.5, Number.NaN])
      expect(
        rule.safeParse({ id: "old_credential", type: "key_age", name: "n", on: true, params: { days: bad } })
          .success,
        String(bad),
      ).toBe(false);
  });

  test("stands once where nothing tells two of its type apart, and as often as wanted elsewhere", () => {
    const twice = (type: Rule["type"]) => {
      const of = starterRules.filter((r) => r.type === type);
      return ruleList.safeParse([...of, ...of.map((r) => ({ ...r, id: `${type}_1` }))]).success;
    };
    for (const r of starterRules) expect(twice(r.type), r.type).toBe(mayRepeat(r.type));
    expect(ruleList.safeParse([...starterRules, ...starterRules.slice(8, 9)]).success).toBe(false);
  });
});

describe("compiled to SQL", () => {
  test("a set never throws and holds no word that a person wrote", () => {
    fc.assert(
      fc.property(anySet, fc.integer({ min: 1, max: 1e6 }), (rules, version) => {
        for (const type of ["grant", "credential", "identity"] as const) {
          const made = compileRules({ version, rules }, type);
          expect(made.rules).toHaveLength(rules.filter((r) => r.on).length);
          const { facts, rules: _, set, ...texts } = made;
          expect(set).toBe(`rules-${version}`);
          expect(JSON.stringify([texts, facts])).not.toContain("zq");
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a set has the hash of its content, whatever the order of its fields", () => {
    fc.assert(
      fc.property(anySet, (rules) => {
        const turned = rules.map((r) => Object.fromEntries(Object.entries(r).reverse()) as Rule);
        expect(rulesHash(turned)).toBe(rulesHash(rules));
      }),
      { numRuns: 50 },
    );
    expect(rulesHash(starterSet.rules)).not.toBe(rulesHash(starterSet.rules.slice(1)));
  });

  test("a pattern of actions matches whole actions, `*` anything, and nothing else specially", () => {
    const matches = (pattern: string, action: string) => new RegExp(patternSql(pattern), "i").test(action);
    expect(matches("s3:Delete*", "s3:DeleteBucket")).toBe(true);
    expect(matches("s3:Delete*", "xs3:DeleteBucket")).toBe(false);
    expect(matches("escalate", "escalate")).toBe(true);
    expect(matches("escalate", "escalated")).toBe(false);
    expect(matches("iam.*", "iamX")).toBe(false);
    fc.assert(fc.property(word, (w) => matches(w.replaceAll("*", "+"), w.replaceAll("*", "+"))));
  });

  test("every type has a heading, a word, a tag and a sentence", () => {
    for (const type of ruleTypes) {
      const said = wordsOf(type);
      expect(said.word.length, type).toBeLessThan(20);
      expect(said.tag.length, type).toBeLessThan(15);
      expect(said.failed.endsWith("."), type).toBe(false);
    }
  });
});
