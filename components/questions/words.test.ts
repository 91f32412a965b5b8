import { describe, expect, it } from "vitest";
import type { QuestionView } from "@/lib/questions/schema";
import { mailWords, standWords, wayWords } from "./words";

const open: QuestionView = {
  id: "q",
  part: "holder",
  to: "Ana Duarte",
  by: "Bo Boss",
  question: "Still needed?",
  state: "open",
  askedAt: "2026-11-22T10:00:00.000Z",
  expiresAt: "2026-11-27T23:59:59.999Z",
  endedAt: null,
  answer: null,
  way: null,
  address: null,
  version: null,
  mail: "sent",
};
const answered = { ...open, state: "answered" as const, endedAt: "2026-11-23T09:00:00.000Z", answer: "Yes." };

describe("a question in words", () => {
  it("says how it goes and what became of its mail", () => {
    expect(wayWords({ portal: true, mail: "a@b.test" })).toBe(
      "On their page here, and by e-mail to a@b.test",
    );
    expect(wayWords({ portal: false, mail: "a@b.test" })).toBe("By e-mail to a@b.test");
    expect(mailWords(open)).toBeNull();
    expect(mailWords({ ...open, mail: "failed" })).toContain("could not be delivered");
    expect(mailWords({ ...answered, mail: "failed" })).toBeNull();
  });

  it.each<[QuestionView, string]>([
    [open, "Asked Ana Duarte on 22 Nov 2026; no answer yet. It waits until 27 Nov 2026."],
    [{ ...open, state: "withdrawn" }, "Asked Ana Duarte on 22 Nov 2026, and taken back."],
    [{ ...open, state: "expired" }, "Asked Ana Duarte on 22 Nov 2026; no answer came in time."],
    [
      { ...answered, way: "link", version: 2 },
      "Ana Duarte answered on 23 Nov 2026, by e-mail; it stands below, among what is only stated.",
    ],
    [
      { ...answered, way: "portal", version: 3 },
      "Ana Duarte answered on 23 Nov 2026. The evidence shown here is of before that.",
    ],
    [
      { ...answered, way: "portal" },
      "Ana Duarte answered on 23 Nov 2026, after the item was decided: no evidence changed.",
    ],
    [{ ...open, to: null }, "Asked Somebody on 22 Nov 2026; no answer yet. It waits until 27 Nov 2026."],
  ])("%#: says where it stands", (question, sentence) => {
    expect(standWords(question, 2)).toBe(sentence);
  });
});
