import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { DraftView } from "./draft";
import { DraftNote } from "./draft-note";
import { LinkedFactsProvider } from "./linked-facts";

const draft: DraftView = {
  state: "ready",
  drafter: "Rule-based draft",
  draftedAt: "2026-11-20",
  provenance: { version: null, prompt: "recertification-2", fellBack: null },
  lead: "Against this:",
  why: [{ text: "Priya moved to Treasury on 12 January 2026.", facts: ["E1", "E2"] }],
  against: [{ text: "It was used 29 times after the move.", facts: ["E4"] }],
  unknown: [
    { text: "Whether the work in Treasury needs it.", facts: ["E1"] },
    { text: "Jira states in request T-1: “keep it”.", facts: ["E6"], stated: true },
  ],
};
const shown = (view: DraftView, recommendation: "closed" | "loading" | "open" = "closed") =>
  renderToStaticMarkup(
    <LinkedFactsProvider>
      <DraftNote draft={view} recommendation={recommendation} onOpenRecommendation={() => undefined} />
    </LinkedFactsProvider>,
  )
    .replace(/<[^>]*>/gu, " ")
    .replace(/\s+/gu, " ")
    .replaceAll("&#x27;", "'");

describe("a draft's note", () => {
  test("reads as three paragraphs, and tells what is only stated from what is not known", () => {
    expect(shown(draft)).toMatch(
      /Rule-based draft, 20 Nov 2026\. Priya moved .* Against this: It was used .* Not known: Whether .* Only stated: Jira states/u,
    );
  });

  test("says in plain words where a secret was taken out of what it quotes (I17)", () => {
    const text = "Jira states in request T-2: “its key is [SECRET:aws-key#1], thanks”.";
    const said = shown({ ...draft, unknown: [{ text, facts: ["E6"], stated: true }] });
    expect(said).toContain("its key is AWS key taken out");
    expect(said).not.toContain("[SECRET");
  });

  test("promises nothing where the item was opened before its draft was written", () => {
    const said = shown({ ...draft, state: "pending", why: [], against: [], unknown: [] });
    expect(said).toContain("you decide without one");
    expect(said).not.toMatch(/being written|Priya|What the draft recommends/u);
  });

  test("holds no recommendation until it is opened (I12)", () => {
    const closed = shown({
      ...draft,
      recommendation: { verb: "remove", from: ["E1"] },
      judgement: "It may fit.",
    });
    expect(closed).toContain("What the draft recommends");
    expect(closed).not.toMatch(/The draft says|remove|It may fit/u);
  });

  test("opened, names the change, and shows the model's own wording apart", () => {
    const open = shown(
      {
        ...draft,
        recommendation: { verb: "change", target: "rotate", from: ["E1"] },
        judgement: "It may fit.",
      },
      "open",
    );
    expect(open).toMatch(/The draft says change: rotate the key from E1/u);
    expect(open).toMatch(/Not checked against a fact It may fit\./u);
  });

  test("says why rules drafted it in a model's place", () => {
    const provenance = {
      version: null,
      prompt: "recertification-2",
      fellBack: "The model did not answer in time.",
    };
    expect(shown({ ...draft, provenance })).toContain(
      "Rules drafted this in a model's place. The model did not answer in time.",
    );
  });

  test("without a recommendation gives both sides", () => {
    const view = shown({ ...draft, state: "insufficient", lead: "On the other side:" });
    expect(view).toContain("No recommendation follows from these facts.");
    expect(view).toContain("On the other side: It was used");
    expect(view).not.toContain("What the draft recommends");
  });

  test.each(["ready", "insufficient"] as const)(
    "that a text turns (%s) shows both recommendations",
    (state) => {
      const view = shown(
        {
          ...draft,
          state,
          recommendation:
            state === "ready" ? { verb: "keep", from: ["E4"] } : { verb: "insufficient", from: [] },
          turned: { verb: "remove", from: ["E1"] },
        },
        "open",
      );
      expect(view).toMatch(
        state === "ready"
          ? /With somebody's text keep from E4 Without anybody's text remove from E1/u
          : /With somebody's text no recommendation Without anybody's text remove from E1/u,
      );
      expect(view).toContain("The text decides nothing here.");
    },
  );
});
