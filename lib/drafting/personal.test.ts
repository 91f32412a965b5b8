import { describe, expect, test } from "vitest";
import { withoutMail, withoutNumbers } from "./personal";
import { Pseudonyms } from "./pseudonyms";

describe("I17: numbers of people", () => {
  test.each([
    ["+49 89 1234 5678", "[phone]"],
    ["0049 (89) 1234-5678", "[phone]"],
    ["089 / 1234567", "[phone]"],
    ["(415) 555-0132", "[phone]"],
    ["DE89 3704 0044 0532 0130 00", "[iban]"],
    ["gb33bukb20201555555555", "[iban]"],
    ["4111-1111-1111-1111", "[card]"],
  ])("%s is taken out", (number, shown) => {
    expect(withoutNumbers(`See ${number}, thanks.`)).toBe(`See ${shown}, thanks.`);
  });

  test.each([
    "Since 2026-01-12, for 220 days, up to 250,000.00 euro.",
    "Order 4111 1111 1111 1112 and cost center 0815.",
    "DE88 1000 2000 3000 is no account.",
    "FIN-2231, REQ-20260112-004, ISO 27001:2022, 10.12.0.1 and 1234567890123456.",
    "Version 12.34.5678 of ZFI_PMT_REL_02",
  ])("and what is no number of anybody's stays: %s", (text) => {
    expect(withoutNumbers(text)).toBe(text);
  });
});

test("I17: a mail address gives way to whom it is of, if that is known", () => {
  const book = new Pseudonyms();
  book.of("P", "Łucja Nowak-Żak");
  const shown = (text: string) => withoutMail(text, (t) => book.hide(t));
  expect(shown("from lucja.nowak-zak@x.example")).toBe("from [P1]");
  expect(shown("from l.nowakzak+erp@x.example to box@x.example")).toBe("from [P1] to [mail]");
  expect(shown("no address")).toBe("no address");
});

describe("I17: names in texts", () => {
  const book = new Pseudonyms();
  book.of("P", "Ana Duarte");
  book.of("P", "Ana Duarte Silva");
  book.of("P", "O'Brien, Siobhán");
  book.of("A", "svc-nightly-export");
  test.each([
    ["ANA DUARTE SILVA and ana duarte", "[P2] and [P1]"],
    ["Ana_Duarte, A. Duarte, aduarte, Duarte", "[P1], [P1], [P1], [P1]"],
    ["Siobhan O’Brien; siobhan.obrien", "[P3]; [P3]"],
    ["svc nightly export ran", "[A1] ran"],
    ["Anatomy, duarte and the banana", "Anatomy, duarte and the banana"],
  ])("%s", (text, shown) => {
    expect(book.hide(text)).toBe(shown);
  });
});
