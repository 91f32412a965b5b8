import {
  chooseKeep,
  launch,
  type Opened,
  panel,
  record,
  reviewIn,
  rowsOf,
  showItem,
  statusOf,
} from "../campaigns";
import { accessibleAnyhow, expect, get, haveInView, post, test } from "../fixtures";

const name = "Privileged and idle";

test("a second person refuses what was kept: both views stand, and at the close the item is not certified", async ({
  as,
}) => {
  test.setTimeout(180_000);
  const admin = await as("admin");
  const campaign = await launch(admin, {
    name,
    reviewer: "rohan.deshpande@haldenvoss.example",
    scope: "privilege = privileged and application = erp",
    settings: { secondLook: { on: true, unusedDays: 5 } },
  });
  const page = await as("Rohan Deshpande");
  const review = await reviewIn(page, name);
  const words = "The month end run needs somebody who can.";
  let looked: string | undefined;
  for (const row of await rowsOf(page, review)) {
    const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item: row.id });
    const idle = opened.view.facts.some((f) => f.sentence.startsWith("Never used in the"));
    if (opened.view.findings.length === 0 && idle) looked = row.id;
    if (looked) break;
  }
  if (!looked) throw new Error("Nothing kept here takes a second look.");
  await showItem(page, review, looked);
  await chooseKeep(page, words);
  await haveInView(page);
  await record(page).click();
  await expect
    .poll(async () => (await rowsOf(page, review)).find((r) => r.id === looked))
    .toMatchObject({ state: "decided", waiting: "second_look" });
  await showItem(page, review, looked);
  await expect(panel(page).getByText("Waits for a second look.")).toBeVisible();
  await accessibleAnyhow(page);

  // An admin may ask somebody else to look; whoever it is cannot be the one who decided.
  await admin.goto(`/campaigns/${campaign}`);
  const waiting = admin.getByRole("region", { name: "Second looks that wait" });
  await waiting.getByRole("button", { name: /^Ask somebody else/ }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Whom").fill("Ana Duar");
  await dialog.getByRole("option", { name: /Ana Duarte/ }).click();
  await dialog.getByLabel("Why").fill("Knows the month end.");
  await accessibleAnyhow(admin);
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(waiting).toContainText("waits for Ana Duarte");

  const second = await as("Ana Duarte");
  await second.goto("/second-looks");
  await accessibleAnyhow(second);
  await second.getByRole("main").getByRole("link", { name: /: / }).first().click();
  await expect(second.getByRole("heading", { name: "Your second look" })).toBeVisible();
  // Whoever looks a second time has their own view first.
  await expect(second.getByText(words)).toHaveCount(0);
  await accessibleAnyhow(second);
  await second.getByRole("button", { name: "Refuse" }).click();
  await expect(second.getByText("Say why, for whoever decided and for the record.")).toBeVisible();
  await second.getByLabel(/In your words/).fill("Two others hold it and use it.");
  await second.getByRole("button", { name: "Refuse" }).click();
  await expect(second.getByText(/You refused on/)).toBeVisible();
  await expect(second.getByText(words)).toBeVisible();
  await accessibleAnyhow(second);

  await showItem(page, review, looked);
  await expect(panel(page).getByText(/would not keep it.*Two others hold it/)).toBeVisible();
  const closed = await post(admin, `/api/campaigns/${campaign}/close`, { key: crypto.randomUUID() });
  expect(closed.status).toBe(200);
  // The seal waits for a control owner's answer to the figures.
  expect(await statusOf(admin, campaign)).toBe("closed");
  const owner = await as("control owner");
  await owner.goto(`/campaigns/${campaign}/oversight`);
  await expect(owner.getByText(/is sealed once a control owner has answered these figures/)).toBeVisible();
  const what = owner.getByLabel("What you do about these figures");
  await what.selectOption({ label: "Have a sample of 29 kept items reviewed again" });
  // Nobody is chosen until a person is.
  await expect(owner.getByLabel("Who reviews the sample again")).toHaveValue("");
  await accessibleAnyhow(owner);
  await what.selectOption({ label: "Nothing more" });
  await owner.getByLabel("Why, in your words").fill("One keep was refused, and that is settled.");
  await owner.getByRole("button", { name: "Record your answer" }).click();
  await expect(owner.getByText(/nothing more is done. One keep was refused/)).toBeVisible();
  await expect.poll(() => statusOf(admin, campaign), { timeout: 60_000 }).toBe("sealed");
  const { body: items } = await get<{ rows: { itemId: string; state: string }[] }>(
    admin,
    `/api/campaigns/${campaign}/items?limit=200`,
  );
  expect(items.rows.find((i) => i.itemId === looked)?.state).toBe("not_certified");
});
