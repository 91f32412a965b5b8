import fc from "fast-check";
import { type Scope, type ScopeRow, scopeFields } from "@/lib/campaigns/scope";

const kinds = ["human", "service", "workload", "ai_agent"];
const privileges = ["standard", "privileged"];
const findings = ["any", "none", "leaver", "orphan", "conflict"];
/** Few words, so that rows and conditions meet; among them what a parser could stumble over. */
const words = ["Finance", "finance", "Treasury", "and", 'a "quoted\\" (word)', "Łódź", "ŁÓDŹ", "a,b", ""];

const field = fc.constantFrom(...scopeFields);
const valueFor = (name: string) =>
  name === "kind"
    ? fc.constantFrom(...kinds)
    : name === "privilege"
      ? fc.constantFrom(...privileges)
      : name === "finding"
        ? fc.constantFrom(...findings)
        : fc.oneof(
            fc.constantFrom(...words),
            fc
              .string({ unit: "grapheme" })
              .filter((t) => t.toLowerCase() !== "unknown" && !t.includes("\u0000")),
          );

const { scope } = fc.letrec<{ scope: Scope }>((tie) => ({
  scope: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    field.chain((name) => fc.constant<Scope>({ is: "unknown", field: name })),
    field.chain((name) =>
      fc.record({
        is: fc.constant("compare" as const),
        field: fc.constant(name),
        op: fc.constantFrom("=" as const, "!=" as const),
        value: valueFor(name),
      }),
    ),
    field.chain((name) =>
      fc.record({
        is: fc.constant("in" as const),
        field: fc.constant(name),
        values: fc.array(valueFor(name), { minLength: 1, maxLength: 3 }),
      }),
    ),
    fc.record({ is: fc.constant("not" as const), of: tie("scope") }),
    fc.record({
      is: fc.constantFrom("and" as const, "or" as const),
      left: tie("scope"),
      right: tie("scope"),
    }),
  ),
}));

/** Any scope expression but the empty one. */
export const anyScope: fc.Arbitrary<Scope> = scope;

const known = (name: string) => valueFor(name).map((v) => [v]);

/** Any row a scope can be asked of. */
export const anyRow: fc.Arbitrary<ScopeRow> = fc.record({
  source: known("source"),
  application: fc.tuple(valueFor("application"), valueFor("application")).map((pair) => [...pair]),
  entitlement_type: fc.option(known("entitlement_type")),
  kind: fc.option(known("kind")),
  department: fc.option(known("department")),
  title: fc.option(known("title")),
  privilege: fc.option(known("privilege")),
  finding: fc.option(fc.array(valueFor("finding"), { maxLength: 3 })),
});
