import type { StagePopulation } from "@/lib/rules/dry-run";
import { wholeOf } from "./materialise";
import { stagePopulation } from "./staging";

/** Everything that a launch over these snapshots would review, in the stage of this transaction: for a dry run of the rules. */
export const stageWhole: StagePopulation = async (tx, { snapshots, at, report }) => {
  const { grants } = await wholeOf(tx, snapshots);
  return stagePopulation(
    tx,
    { scope: { is: "all" }, asked: { credentials: true, identities: true }, snapshots, at, grants },
    ({ done, total }) => report(done, total),
  );
};
