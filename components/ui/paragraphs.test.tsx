import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Paragraphs } from "./paragraphs";

it("makes a paragraph of each line, of equal ones too, and none of a blank one", () => {
  expect(renderToStaticMarkup(<Paragraphs text={"Look.\n\nDecide.\n \nLook."} />)).toBe(
    "<p>Look.</p><p>Decide.</p><p>Look.</p>",
  );
});
