import { describe, expect, test } from "vitest";
import { drafterSettings } from "@/lib/testing/drafters";
import { settingsOf, valuesOf } from "./drafter-values";

const { v: _v, connection: _c, provider: _p, model: _m, address: _a, ...chosen } = drafterSettings();
const values = valuesOf(chosen);
const read = (more: Partial<typeof values>, hosted = true) =>
  settingsOf({ ...values, ...more }, chosen.prompt, hosted);

describe("the form of a version", () => {
  test("shows what is saved, and saves what it shows", () => {
    expect(read({}).settings).toEqual(chosen);
    const bare = { ...chosen, price: null, terms: null, callsAMinute: 60, temperature: 200 };
    expect(settingsOf(valuesOf(bare), bare.prompt, true).settings).toEqual(bare);
  });

  test("takes amounts to the cent, with a comma too, and nothing for no limit", () => {
    expect(read({ priceInput: "0,15", priceOutput: "0.6", callsAMinute: " " }).settings).toMatchObject({
      price: { input: 15, output: 60 },
      callsAMinute: null,
    });
    expect(read({ temperature: "0.25" }).settings?.temperature).toBe(250);
  });

  test("says what is wrong, field by field", () => {
    expect(
      read({ temperature: "warm", atOnce: "0", tokensAMinute: "12", faithful: "101", priceOutput: "1.005" })
        .errors,
    ).toEqual({
      temperature: "Give a number from 0 to 2, like 0.2.",
      atOnce: "Give a whole number from 1 to 64.",
      tokensAMinute: "Give a whole number from 1,000 to 1,000,000,000.",
      faithful: "Give a whole number from 0 to 100.",
      priceOutput: "Give an amount like 2.50, or 0 where it costs nothing.",
    });
    expect(read({ temperature: "2.1" }).errors).toHaveProperty("temperature");
    expect(read({ currency: "euro" }).errors).toEqual({
      currency: "Give the currency by its three letters, like EUR.",
    });
  });

  test("terms wait whole or are given whole; a local model has none", () => {
    const none = { region: "", retentionDays: "", training: "", agreement: "", readOn: "" };
    expect(read(none).settings?.terms).toBeNull();
    expect(Object.keys(read({ ...none, region: "EU" }).errors ?? {}).sort()).toEqual([
      "agreement",
      "readOn",
      "training",
    ]);
    expect(read({ retentionDays: "" }).settings?.terms?.retentionDays).toBeNull();
    expect(read({}, false).settings?.terms).toBeNull();
  });
});
