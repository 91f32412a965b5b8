import { cancel, decideByHttp, decisionsOn, launch, plainRows, reviewIn, rowsOf } from "../campaigns";
import { accessibleAnyhow, expect, get, test } from "../fixtures";

type Left = { from: string; to: string; nobody: boolean; items: number };

const name = "Treasury, with a leaver";

test("a reviewer leaves mid-campaign: what they decided stays, the rest has a new owner, and an admin hands it on", async ({
  as,
}) => {
  test.setTimeout(180_000);
  const admin = await as("admin");
  const campaign = await launch(admin, {
    name,
    reviewer: "Henrik Solberg",
    scope: 'application = exp and department = "Treasury"',
  });
  const henrik = await as("control owner");
  const theirs = await reviewIn(henrik, name);
  const rows = await rowsOf(henrik, theirs);
  const [decided] = await plainRows(henrik, theirs);
  if (!decided || rows.length < 3) throw new Error("There are too few items.");
  const words = "Travels with the treasury team.";
  const first = await decideByHttp(henrik, decided.id, { words });
  expect([first.status, first.body]).toEqual([200, expect.objectContaining({ waiting: null })]);

  await admin.goto("/people?q=Henrik");
  await admin
    .getByRole("row", { name: /Henrik Solberg/ })
    .getByRole("button")
    .click();
  await admin.getByRole("button", { name: "End access" }).click();
  await expect(admin.getByText("Access, ended")).toBeVisible();
  // Signed out everywhere at once.
  expect((await get(henrik, "/api/reviews")).status).toBe(401);
  const left = async () => (await get<Left[]>(admin, `/api/reviews/left/${campaign}`)).body;
  await expect.poll(async () => (await left()).length, { timeout: 60_000 }).toBe(1);
  const [went] = await left();
  expect(went).toMatchObject({ from: "Henrik Solberg", items: rows.length - 1, nobody: false });

  await admin.goto(`/campaigns/${campaign}`);
  const section = admin.getByRole("region", { name: "Reviewers who left" });
  await expect(section).toContainText(`${rows.length - 1} open items of Henrik Solberg went to ${went?.to}`);
  await expect(section).toContainText("What Henrik Solberg decided stays.");
  await accessibleAnyhow(admin);
  await admin
    .getByRole("row", { name: new RegExp(went?.to ?? "") })
    .getByRole("button", { name: /Reassign/ })
    .click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("To whom").fill("Rohan");
  await dialog.getByRole("button", { name: /Rohan Deshpande/ }).click();
  await dialog.getByLabel("Why").fill("Knows the team.");
  await accessibleAnyhow(admin);
  await dialog.getByRole("button", { name: "Hand on" }).click();
  await expect(dialog).toBeHidden();

  const rohan = await as("Rohan Deshpande");
  const review = await reviewIn(rohan, name);
  const now = await rowsOf(rohan, review);
  const open = rows.filter((r) => r.id !== decided.id).map((r) => r.id);
  expect(new Set(now.map((r) => r.id))).toEqual(new Set(open));
  const [item] = await plainRows(rohan, review);
  expect((await decideByHttp(rohan, item?.id ?? "", {})).status).toBe(200);

  // Back with their access, what Henrik decided is there as it was.
  await admin.goto("/people?q=Henrik");
  await admin
    .getByRole("row", { name: /Henrik Solberg/ })
    .getByRole("button")
    .click();
  await admin.getByRole("button", { name: "Give access back" }).click();
  await expect(admin.getByText("Access, open")).toBeVisible();
  const again = await as("control owner");
  expect(await decisionsOn(again, decided.id)).toMatchObject([{ outcome: "certify", words }]);
  await cancel(admin, campaign);
});
