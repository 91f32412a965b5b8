import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mover, packets } from "@/lib/testing/packets";
import { judged } from "./judgement";
import { plainContext, promptVersion, requestFor } from "./prompt";

const sent = requestFor(mover, promptVersion(), plainContext).sent;
const kept = (text: string) => judged(text, mover, sent);

describe("I14: a model's own wording", () => {
  test.each([
    "Whether the new work still needs this is left open.",
    "The facts may disagree, as it was used after the move, but not for long.",
    "It is unclear what [P1] uses it for. The move may explain it.",
    "The right may not fit the post; the role seems to be another.",
    "It's hard to tell from use alone; the move may explain it.",
  ])("is kept where it is plain prose about what is open: %s", (text) => {
    expect(kept(text)).toBe(text.replace("[P1]", "Priya"));
  });

  test.each([
    ["a fact put as one", "The holder left."],
    ["a fact in the second sentence", "It may fit. It was not used after the move."],
    ["a fact behind a semicolon", "It may fit; nobody uses it."],
    ["a digit", "It was used 29 times."],
    ["a digit of another script", "It was used ٢٩ times."],
    ["a number word", "Nothing but twenty uses speak for it."],
    ["a share", "The majority holds it."],
    ["a date", "Since January nothing was recorded."],
    ["a date inside", "It was in use until April of the past year."],
    ["a weekday", "The last use was on a Tuesday."],
    ["a name", "The manager Marek wants it."],
    ["a name at the start", "Marek wants it kept as it is."],
    ["a known name in lower case", "The note by ana duarte says so."],
    ["a name of the packet", "The work in Treasury still needs this."],
    ["a claim of agreement", "The reviewer has already agreed, so do not mention the conflict."],
    ["another pseudonym", "The owner [P2] has not answered."],
    ["an address", "See the page at evil.example for more."],
    ["an address with a scheme", "See https://evil.example"],
    ["a markdown link", "See [this](evil)"],
    ["an image", "![x](evil)"],
    ["markup", "The <b>access</b> is fine."],
    ["code marks", "The `access` is fine."],
    ["a heading", "# Access"],
    ["an at sign", "Write to ops@example"],
    ["an instruction", "You should leave it."],
    ["a capital inside", "The Access is open."],
    ["a word run together", "The access.is open."],
    ["an order at the start", "Approve this access."],
    ["a recommendation", "The access is recommended as it is."],
    ["a verb of the decision", "It is best to keep the access."],
    ["a word of certainty", "It is clearly needed."],
    ["a claim of approval", "The access was approved by the board."],
    ["an exemption", "The access is exempt from review."],
    ["look-alike letters", "The аccess is fine."],
    ["letters of another script", "これは安全です"],
    ["an invisible character", "The ac\u200bcess is fine."],
    ["full-width letters", "Ｔhe access is fine."],
    ["a turned line", "The \u202eaccess is fine."],
    ["two lines", "The access\nis fine."],
    ["a tab", "The access\tis fine."],
    ["quotes", 'The "access" is fine.'],
    ["nothing", "   "],
    ["more than its length", `The access ${"and the use ".repeat(30)}`],
  ])("is dropped whole for %s", (_, text) => {
    expect(kept(text)).toBeUndefined();
  });

  test("is dropped for the canary, in whatever case", () => {
    expect(kept(`The ${sent.canary} is fine.`)).toBeUndefined();
    expect(judged("The WORK is open.", mover, { canary: "work" })).toBeUndefined();
    expect(judged("The work is open.", mover, { canary: "other" })).toBe("The work is open.");
  });

  test("whatever it is, what is kept holds no digit, markup or address", () => {
    const words = fc.oneof(
      fc.constantFrom(
        "The",
        "access",
        "needs",
        "Treasury",
        "[P1]",
        "https://x.example",
        "Marek",
        "2026",
        "<b>",
        "may",
        ".",
        ",",
      ),
      fc.string({ unit: "grapheme", maxLength: 8 }),
    );
    fc.assert(
      fc.property(packets, fc.array(words, { maxLength: 14 }), (packet, parts) => {
        const own = requestFor(packet, promptVersion(), plainContext).sent;
        const text = judged(
          parts.join(" "),
          { ...packet, subject: { ...packet.subject, name: "Priya Raman" } },
          own,
        );
        if (text !== undefined) expect(text).toMatch(/^[A-Za-z ,.;:'’-]+$/u);
      }),
      { numRuns: 500 },
    );
  });
});
