import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Content, letterOf } from "./letter";
import { senderOf } from "./transport";

const question: Content = {
  kind: "question",
  name: "Priya Raman",
  by: "Ana Duarte",
  question: "Do you still need it, and for what?",
  access: "Priya Raman can release payments in Ledgerwise ERP",
  until: "2026-12-06",
  url: "https://countersign.example.test/answer/a.b",
};

describe("a mail", () => {
  it("says who asks what, with one link, in both its forms", () => {
    const { subject, text, html } = letterOf(question);
    expect(subject).toBe("A question about access, for you to answer");
    for (const part of [
      "Ana Duarte",
      "release payments",
      "Do you still need it, and for what?",
      "6 Dec 2026",
    ])
      expect(
        [text, html].every((form) => form.includes(part)),
        part,
      ).toBe(true);
    expect(text.match(/https?:/gu)).toHaveLength(1);
    expect(html.match(/https?:/gu)).toHaveLength(1);
  });

  it("holds no picture, no script and nothing that is fetched when it is opened", () => {
    for (const kind of ["invitation", "reminder"] as const) {
      const { html } = letterOf({
        kind,
        name: "A",
        campaign: "B",
        items: 3,
        left: 2,
        due: "2026-11-27",
        url: question.url,
      });
      expect(html).not.toMatch(/<(?:img|script|link|style|iframe|form|object)|url\(|src=/iu);
    }
  });

  it("names nobody, no campaign and no access in its subject", () => {
    const secret = "Zebra";
    const all: Content[] = [
      { ...question, name: secret, by: secret, access: secret, question: secret },
      { kind: "answer", name: secret, to: secret, access: secret, late: false, url: secret },
      { kind: "figures", name: secret, campaign: secret, until: "2026-11-27", again: true, url: secret },
      { kind: "invitation", name: secret, campaign: secret, items: 1, due: "2026-11-27", url: secret },
      { kind: "reminder", name: secret, campaign: secret, items: 2, left: 1, due: "2026-11-27", url: secret },
    ];
    for (const content of all) expect(letterOf(content).subject).not.toContain(secret);
  });

  it("takes no markup and no line from anybody's words", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (words) => {
        const attack = `${words}\r\nBcc: eve@example.test\r\n\r\n<img src=x>`;
        const { subject, text, html } = letterOf({ ...question, name: attack, by: attack, question: attack });
        expect(subject).not.toMatch(/[\r\n]/u);
        expect(text.split("\n")).toHaveLength(letterOf(question).text.split("\n").length);
        expect(text).not.toContain("\r");
        expect(html).not.toContain("<img");
      }),
    );
  });
});

describe("the sender", () => {
  it("is what is set, else the portal's own host", () => {
    expect(senderOf("Access reviews <reviews@example.test>", "http://localhost:3000")).toEqual({
      name: "Access reviews",
      address: "reviews@example.test",
    });
    expect(senderOf("reviews@example.test", "http://localhost:3000").address).toBe("reviews@example.test");
    for (const from of [undefined, "nobody", "a\r\nb"])
      expect(senderOf(from, "https://countersign.example.test:8443")).toEqual({
        name: "Countersign",
        address: "countersign@countersign.example.test",
      });
  });
});
