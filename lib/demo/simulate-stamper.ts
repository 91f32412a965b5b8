import type { Model } from "./simulate-models";

/**
 * Keeps everything in one to three seconds, on the last day, with one reason for all, and looks at nothing. High risk is recorded
 * only once its facts were on the screen, so there it scrolls by them, and the record says that they were in view. Against a
 * finding it asks for no exception: that is refused, and stays open.
 */
export const stamper: Model = {
  name: "stamper",
  seconds: { low: 2, high: 2, critical: 2 },
  spread: 0.3,
  most: 3,
  begins: "last",
  sitting: Number.POSITIVE_INFINITY,
  opens: () => "never",
  shows: ({ risk }) => (risk === "low" ? "none" : "asked"),
  choose: () => ({
    verb: "certify",
    reasonCode: "needed_for_job",
    words: "Still needed for the job.",
  }),
  reconsider: () => null,
  revisits: 0,
};
