import { burnDown } from "./burn-down";
import { dots } from "./dots";
import { histogram } from "./histogram";
import { intervals } from "./intervals";
import type { Drawing, Plot } from "./schema";
import { stacks } from "./stacks";

/** What a plot looks like: the same shapes on a screen, in a page of HTML and in a PDF. Pure. */
export function drawingOf(plot: Plot): Drawing {
  switch (plot.kind) {
    case "intervals":
      return intervals(plot);
    case "histogram":
      return histogram(plot);
    case "stacks":
      return stacks(plot);
    case "burn_down":
      return burnDown(plot);
    case "dots":
      return dots(plot);
  }
}
