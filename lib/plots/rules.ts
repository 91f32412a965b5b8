import { burnDown } from "./burn-down";
import { dots } from "./dots";
import { histogram } from "./histogram";
import { intervals } from "./intervals";
import type { Drawing, Plot } from "./schema";
import { NARROW, type Sheet, WIDE } from "./sheet";
import { stacks } from "./stacks";

/** What a plot looks like: the same shapes on a screen, in a page of HTML and in a PDF. Pure. */
export const drawingOf = (plot: Plot): Drawing => drawn(plot, WIDE);

/** The same for a screen as narrow as a telephone's. */
export const narrowDrawingOf = (plot: Plot): Drawing => drawn(plot, NARROW);

function drawn(plot: Plot, sheet: Sheet): Drawing {
  switch (plot.kind) {
    case "intervals":
      return intervals(plot, sheet);
    case "histogram":
      return histogram(plot, sheet);
    case "stacks":
      return stacks(plot, sheet);
    case "burn_down":
      return burnDown(plot, sheet);
    case "dots":
      return dots(plot, sheet);
  }
}
