import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { OwnWords } from "./own-words";

const said = (text: string) => renderToStaticMarkup(<OwnWords text={text} />);

test("what was taken out is named by its plain word, with what to do about it (I17)", () => {
  const html = said("The old password=[SECRET:password#1] and [SECRET:aws-key#2] still work.");
  expect(html).not.toContain("[SECRET");
  expect(html).toContain("password taken out");
  expect(html).toContain("AWS key taken out");
  expect(html.match(/Change it: it has been in the clear/gu)?.length).toBeGreaterThanOrEqual(2);
});

test("words without a secret stay as they are, and what only looks like a placeholder does too", () => {
  expect(said("Needed for month end [SECRET: none].")).toBe("Needed for month end [SECRET: none].");
});
