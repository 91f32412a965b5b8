import { figuresOf } from "@/lib/oversight/queries";
import { characters, simulatedReview } from "@/lib/oversight/simulator";
import { read } from "@/lib/query";
import { written } from "@/lib/testing/reviewed";
import { world } from "@/lib/testing/world";
import { report, say, seconds } from "./measure";
import { openWorld } from "./world";

/** Items of one reviewer's list. */
const LIST = 250;
const TIMES = 3;

/** Works out the oversight figures of an ended campaign of this size, of reviewers of every kind. */
export async function figuresAt(server: string, items: number): Promise<void> {
  const bench = await openWorld(server);
  try {
    say(`${items} items: writing their decisions`);
    const owner = await world().person({ name: "Control owner", roles: ["control_owner"] });
    const lists = [];
    for (let n = 0; n * LIST < items; n++)
      lists.push({
        who: await world().person({ name: `Reviewer ${n}` }),
        list: simulatedReview(characters[n % characters.length] ?? "honest", {
          items: LIST,
          blind: 0.1,
          seed: n + 1,
        }),
      });
    const id = await written(lists, { name: "Figures" });
    await bench.pool.query("UPDATE campaign SET status = 'closed', closed_at = due_at WHERE id = $1", [id]);
    await bench.pool.query("ANALYZE");
    say(`${items} items: working the figures out`);
    const took: { figures: number; rows: number }[] = [];
    for (let n = 0; n < TIMES; n++)
      took.push({
        figures: await seconds(() => read(owner.ctx, figuresOf, { id })),
        rows: await seconds(() => bench.pool.query("SELECT * FROM decision WHERE campaign_id = $1", [id])),
      });
    report({
      name: `oversight figures of ${lists.length * LIST} items`,
      value: Math.min(...took.map((t) => t.figures)),
      unit: "s",
      baseline: Math.min(...took.map((t) => t.rows)),
      baselineIs: "SELECT * of the same decisions by pg: nothing joined, counted or compared",
    });
  } finally {
    await bench.end();
  }
}
