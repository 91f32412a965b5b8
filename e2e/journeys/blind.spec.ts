import type { Page } from "@playwright/test";
import { launch, reviewIn } from "../campaigns";
import { accessible, expect, get, haveInView, post, test } from "../fixtures";

type Row = { id: string; state: string; first: boolean; subjectName: string };
type Sentence = { text: string };
type Opened = {
  draft: { id: string; hash: string } | null;
  view: { facts: { sentence: string; stance: string }[] };
  note: {
    state: string;
    why: Sentence[];
    against: Sentence[];
    unknown: Sentence[];
    recommendation?: unknown;
  };
  blind: { arm: string; hidden: boolean; first: string | null } | null;
};
type Decision = { outcome: string; arm: string; firstChoice: string | null; disposition: string };

const panel = (page: Page) => page.getByRole("region", { name: "Decision" });

/** A list of Rohan's of which a fifth is drawn, and its first open item that is decided before its draft. */
async function blindItem(admin: Page, page: Page, name: string): Promise<{ review: string; row: Row }> {
  await launch(admin, {
    name,
    reviewer: "Rohan Deshpande",
    scope: 'application in (exp, wrk, trs) and department = "Treasury"',
    settings: { blindShare: 20 },
  });
  const review = await reviewIn(page, name);
  const { body } = await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`);
  const row = body.rows.find((r) => r.state === "open" && r.first);
  if (!row) throw new Error("There is no blind item on this list.");
  return { review, row };
}

/** Everything the server answers to this page from now on. */
function overheard(page: Page): { text: () => Promise<string> } {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (!response.url().includes("/_next/static")) bodies.push(response.text().catch(() => ""));
  });
  return { text: async () => (await Promise.all(bodies)).join("\n") };
}

async function removeWith(page: Page, words: string): Promise<void> {
  await page.keyboard.press("2");
  await panel(page).getByText("Not needed for the job").click();
  await panel(page).getByRole("textbox").fill(words);
  const care = panel(page).getByRole("checkbox");
  if (await care.count()) await care.check();
  await haveInView(page);
  await page.keyboard.press("Enter");
}

test("I12: no byte of a blind item's draft or score reaches its reviewer before the decision; then it is shown in place", async ({
  as,
}) => {
  const page = await as("Rohan Deshpande");
  const { review, row } = await blindItem(await as("admin"), page, "Treasury, blind first");
  const heard = overheard(page);
  await page.goto(`/reviews/${review}?item=${row.id}`);
  await expect(page.getByRole("heading", { name: "Your own reading first" })).toBeVisible();
  await expect(page.getByText("You decide this one before the draft; it is shown after.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Reasons to remove" })).toHaveCount(0);
  await expect(page.getByText("How strongly do the facts speak for need?")).toHaveCount(0);
  // Where in the list the lot put one is not known beforehand.
  const list = page.getByRole("navigation", { name: "Worklist" });
  await expect(async () => {
    await list.hover();
    await page.mouse.wheel(0, 400);
    await expect(list.getByText("you first").first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await accessible(page);

  // Every way there is to ask for it: the page as HTML and as RSC payload, a prefetch, and each route by itself.
  const asked = await page.evaluate(
    async ([list, item]) => {
      const here = `/reviews/${list}?item=${item}`;
      const texts: string[] = [];
      for (const headers of [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }] as HeadersInit[])
        texts.push(await (await fetch(here, { headers })).text());
      for (const path of [
        `/api/reviews/${list}`,
        `/api/reviews/${list}/worklist?limit=200`,
        `/api/reviews/${list}/worklist?limit=200&order=application&q=a`,
        `/api/reviews/pair/${item}`,
        `/api/reviews/decisions?item=${item}`,
        `/api/items/need?item=${item}`,
        `/api/drafts/sent?item=${item}`,
        `/decisions`,
        `/log?item=${item}`,
      ])
        texts.push(await (await fetch(path)).text());
      return texts.join("\n");
    },
    [review, row.id] as const,
  );
  const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item: row.id });
  expect(opened).toMatchObject({
    draft: null,
    note: { state: "withheld" },
    blind: { hidden: true, first: null },
  });
  const score = await get<{ slug: string }>(page, `/api/items/need?item=${row.id}`);
  expect([score.status, score.body.slug]).toEqual([422, "decide-first"]);
  const reveal = await post<{ slug: string }>(page, "/api/reviews/reveal", {
    item: row.id,
    draft: "018f0000-0000-7000-8000-0000000000d1",
  });
  expect([reveal.status, reveal.body.slug]).toEqual([422, "decide-first"]);

  await removeWith(page, "Payments moved to another team.");
  await expect(panel(page).getByText(/You recorded remove, and this item is decided/)).toBeVisible();
  await accessible(page);
  const before = `${await heard.text()}\n${asked}`;
  await page.keyboard.press("d");
  await expect(panel(page).getByText(/You decided remove before you saw the draft/)).toBeVisible();
  const { body: after } = await post<Opened>(page, "/api/reviews/open", { item: row.id });
  expect(after.blind).toMatchObject({ hidden: false, first: "revoke" });
  expect(after.draft).not.toBeNull();
  const facts = after.view.facts.map((f) => f.sentence).join(" ");
  const own = [...after.note.why, ...after.note.against]
    .map((s) => s.text)
    .filter((text) => !facts.includes(text.replace(/\.$/, "")));
  expect(own.length).toBeGreaterThan(0);
  for (const secret of [after.draft?.id ?? "", after.draft?.hash ?? "", ...own])
    expect(before.includes(secret), secret).toBe(false);

  await accessible(page);
  await removeWith(page, "The facts say the same as before.");
  await expect
    .poll(async () => {
      const { body } = await get<{ rows: Decision[] }>(page, `/api/reviews/decisions?item=${row.id}`);
      return body.rows.map((d) => [d.outcome, d.arm, d.firstChoice]);
    })
    .toEqual([
      ["revoke", "blind", "revoke"],
      ["revoke", "blind", null],
    ]);
});

test("a blind item can be left at its first decision, by keyboard, and is then done", async ({ as }) => {
  const page = await as("Rohan Deshpande");
  const { review, row } = await blindItem(await as("admin"), page, "Treasury, blind and left");
  await page.goto(`/reviews/${review}?item=${row.id}`);
  await expect(page.getByRole("heading", { name: "Your own reading first" })).toBeVisible();
  await removeWith(page, "Payments moved to another team.");
  await expect(panel(page).getByText(/You recorded remove, and this item is decided/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`item=(?!${row.id})`));
  const { body } = await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`);
  expect(body.rows.find((r) => r.id === row.id)).toMatchObject({ state: "decided", first: false });
});

test("an admin sets how many items are decided before their draft, and sees what it is for", async ({
  as,
}) => {
  const page = await as("admin");
  await page.goto("/campaigns/new");
  const share = page.getByLabel("Decided before the draft, in %");
  await expect(share).toHaveValue("10");
  await expect(page.getByText(/About [\d,]+ of [\d,]+ items now, 10 %/)).toBeVisible();
  await share.fill("21");
  await share.blur();
  await expect(page.getByText("Give a whole number from 0 to 20.")).toBeVisible();
  await share.fill("0");
  await expect(page.getByText(/^None\. At least 60 items/)).toBeVisible();
});
