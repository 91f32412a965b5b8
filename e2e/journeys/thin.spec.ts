import { cancel, launch, type Opened, reviewIn, rowsOf, showItem } from "../campaigns";
import { accessibleAnyhow, expect, post, test } from "../fixtures";

const name = "Visitor badges";

test("an application whose source says little: the item says what is not reported and whom to ask", async ({
  as,
}) => {
  const admin = await as("admin");
  const campaign = await launch(admin, {
    name,
    reviewer: "rohan.deshpande@haldenvoss.example",
    scope: "application = gat",
  });
  const page = await as("Rohan Deshpande");
  const review = await reviewIn(page, name);
  const [row] = (await rowsOf(page, review)).filter((r) => r.state === "open");
  const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item: row?.id });
  expect(opened.view.thin).not.toBeNull();
  await showItem(page, review, row?.id);
  await expect(page.getByText("Little is known")).toBeVisible();
  await expect(page.getByText(/Gangway visitor badges does not report .*last use/)).toBeVisible();
  await expect(page.getByText(/Ask .* what it is needed for, and whoever runs/)).toBeVisible();
  // What is not reported is nowhere said to be zero or never.
  await expect(page.getByText(/never used|used 0 times/i)).toHaveCount(0);
  await accessibleAnyhow(page);
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog").getByRole("radio").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await cancel(admin, campaign);
});
