import { cancel, chooseKeep, launch, list, panel, plainRows, reviewIn, showItem } from "../campaigns";
import { accessibleAnyhow, expect, test } from "../fixtures";

const name = "Expenses, as it is read out";

test("the review screen as assistive technology has it: its parts by role and name, in the order of the work", async ({
  as,
}) => {
  const admin = await as("admin");
  const campaign = await launch(admin, {
    name,
    reviewer: "rohan.deshpande@haldenvoss.example",
    scope: 'application = exp and department = "Treasury"',
  });
  const page = await as("Rohan Deshpande");
  const review = await reviewIn(page, name);
  const [row] = await plainRows(page, review);
  await showItem(page, review, row?.id);
  await page.getByRole("button", { name: "I have read this" }).click();
  await expect(page.getByRole("button", { name: "I have read this" })).toHaveCount(0);

  await expect(list(page)).toMatchAriaSnapshot(`
    - navigation "Worklist":
      - heading "Worklist" [level=2]
      - button /All \\d+/ [pressed]
      - button /People \\d+/
      - searchbox "Search the list"
      - button "View of the list"
      - list:
        - listitem:
          - heading /.+ 1 of 1 open/ [level=3]
        - listitem:
          - button /.+, open .*/
  `);
  await expect(page.getByRole("main")).toMatchAriaSnapshot(`
    - main:
      - navigation "Worklist"
      - heading /.+ can .+/ [level=2]
      - region "Reasons to remove"
      - region "Reasons to keep"
      - region "Note":
        - region "Draft note"
      - region "Decision"
  `);
  await expect(panel(page)).toMatchAriaSnapshot(`
    - region "Decision":
      - group "What should happen. Pressing one records nothing.":
        - button "Keep"
        - button "Remove"
        - button "Keep until…"
        - button "Change…"
        - button "Don’t know"
        - button "Reassign…"
      - status
      - button "Record and next" [disabled]
  `);
  await chooseKeep(page, "Travels to the branches each month.");
  await expect(panel(page)).toMatchAriaSnapshot(`
    - region "Decision":
      - group "What should happen. Pressing one records nothing.":
        - button "Keep" [pressed]
      - region "Keep, not recorded yet":
        - radiogroup "Reason":
          - radio "Needed for the job" [checked]
        - textbox "Why, in your words"
      - status: Not recorded yet
      - button "Record and next"
  `);
  await cancel(admin, campaign);
});

test("what a reviewer has beside the list is accessible in light and dark, wide and narrow", async ({
  as,
}) => {
  test.slow();
  const page = await as("Rohan Deshpande");
  for (const path of ["/reviews", "/decisions", "/access", "/my-sign-in", "/second-looks"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await accessibleAnyhow(page);
  }
});
