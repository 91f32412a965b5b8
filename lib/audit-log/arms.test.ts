import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arm, hmac, ListDraw, lotOf, OF, ONE_IN, type Rates } from "@/lib/audit-log/arms";
import { fromHex, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { sha256 } from "@/lib/audit-log/sha256";

const secretOf = (seed: number) => sha256(toUtf8(`secret ${seed}`));
type Unit = { unit: string; items: number };

function drawn(seed: number, rates: Rates, units: readonly Unit[], reviewer = "r"): Map<string, Arm> {
  const draw = new ListDraw(lotOf(sha256, secretOf(seed)), rates, reviewer);
  for (const { unit, items } of units) draw.add(unit, items);
  return draw.end();
}
const itemsOf = (arms: Map<string, Arm>, units: readonly Unit[], arm: Arm) =>
  units.reduce((sum, u) => sum + (arms.get(u.unit) === arm ? u.items : 0), 0);

const units = fc.uniqueArray(
  fc.record({ unit: fc.uuid().map((id) => `item/${id}`), items: fc.integer({ min: 1, max: 12 }) }),
  { selector: (u) => u.unit, maxLength: 60 },
);
const rates = fc.record({
  blind: fc.integer({ min: 0, max: 2_000 }),
  undrafted: fc.integer({ min: 0, max: 5_000 }),
});

describe("the draw by lot", () => {
  it("is HMAC-SHA256: as node:crypto has it, and the vector of RFC 4231", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
        expect(toHex(hmac(sha256, key)(message))).toBe(
          createHmac("sha256", key).update(message).digest("hex"),
        );
      }),
    );
    const key = fromHex("4a656665") ?? new Uint8Array();
    expect(toHex(hmac(sha256, key)(toUtf8("what do ya want for nothing?")))).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    expect(() => hmac(sha256, new Uint8Array(65))).toThrow("a block");
  });

  it("hashes label, unit and reviewer, and reads the whole hash as one number modulo 10,000", () => {
    const lot = lotOf(sha256, secretOf(1));
    const whole = createHmac("sha256", secretOf(1)).update("blind\nitem/7\nperson-odalys").digest("hex");
    expect(lot("blind", "item/7", "person-odalys")).toBe(Number(BigInt(`0x${whole}`) % BigInt(OF)));
    expect(lot("undrafted", "item/7", "person-odalys")).not.toBe(lot("blind", "item/7", "person-odalys"));
    expect(lot("blind", "item/7", "person-teun")).not.toBe(lot("blind", "item/7", "person-odalys"));
  });

  it("draws about the share it should over many secrets, and every item as likely as any other", () => {
    const list = Array.from({ length: 200 }, (_, i) => ({ unit: `item/${i}`, items: 1 }));
    const secrets = 300;
    const times = new Map(list.map((u) => [u.unit, 0]));
    let [blind, without] = [0, 0];
    for (let seed = 0; seed < secrets; seed++) {
      const arms = drawn(seed, { blind: 1_000, undrafted: 500 }, list);
      for (const [unit, arm] of arms) if (arm === "blind") times.set(unit, (times.get(unit) ?? 0) + 1);
      blind += itemsOf(arms, list, "blind");
      without += itemsOf(arms, list, "undrafted");
    }
    const n = list.length * secrets;
    const within = (count: number, share: number, sigmas: number, of = n) =>
      Math.abs(count - of * share) < sigmas * Math.sqrt(of * share * (1 - share));
    expect(within(blind, 0.1, 4)).toBe(true);
    expect(within(without, 0.9 * 0.05, 4)).toBe(true);
    // Of 200 items a deviation of five sigmas is not chance.
    for (const [unit, count] of times) expect([unit, within(count, 0.1, 5, secrets)]).toEqual([unit, true]);
  });

  it("never takes more than a fifth of a list, fills it with what fits, and draws nothing at a rate of none", () => {
    fc.assert(
      fc.property(fc.nat(), rates, units, (seed, of, list) => {
        const arms = drawn(seed, of, list);
        const all = list.reduce((sum, u) => sum + u.items, 0);
        const room = Math.floor(all / ONE_IN) - itemsOf(arms, list, "blind");
        expect(room).toBeGreaterThanOrEqual(0);
        if (of.blind === 0) expect(itemsOf(arms, list, "blind")).toBe(0);
        if (of.undrafted === 0) expect(itemsOf(arms, list, "undrafted")).toBe(0);
        const lot = lotOf(sha256, secretOf(seed));
        for (const { unit, items } of list) {
          const u = lot("blind", unit, "r");
          if (arms.get(unit) === "blind") expect(u).toBeLessThan(of.blind);
          // What was drawn and is not blind did not fit beside what came before it.
          else if (u < of.blind) expect(items).toBeGreaterThan(room);
          if (arms.get(unit) === "undrafted") expect(lot("undrafted", unit, "r")).toBeLessThan(of.undrafted);
        }
      }),
    );
  });

  it("cannot be steered: neither the order of items nor other lists change anything", () => {
    fc.assert(
      fc.property(fc.nat(), rates, units, fc.infiniteStream(fc.nat()), (seed, of, list, keys) => {
        const mixed = list
          .map((u) => ({ u, k: keys.next().value ?? 0 }))
          .sort((a, b) => a.k - b.k)
          .map(({ u }) => u);
        const sorted = (arms: Map<string, Arm>) => [...arms].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(drawn(seed, of, mixed))).toEqual(sorted(drawn(seed, of, list)));
      }),
    );
  });
});
