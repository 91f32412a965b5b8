import { readFileSync } from "node:fs";
import path from "node:path";
import { type EvaluationSet, openSet } from "./evaluation-set";

/**
 * The fixed set that a model is held against before it drafts, and again when it calls itself otherwise. How it was made is in
 * regression/README.md; another set gets another name and hash, since figures of different sets do not compare.
 */
export const regression = {
  name: "regression-1",
  hash: "72b69ebffcb7ed51be1ead7e6e007baa90b281dc97951b4ecc3172e76bed4a3d",
} as const;

let opened: EvaluationSet | undefined;

/** @throws where the file is not the one of the hash */
export function regressionSet(): EvaluationSet {
  opened ??= openSet(
    regression.name,
    readFileSync(
      path.join(process.cwd(), "lib", "drafting", "regression", `${regression.name}.jsonl`),
      "utf8",
    ),
    regression.hash,
  );
  return opened;
}
