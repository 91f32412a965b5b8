import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { AttackText } from "@/lib/drafting/evaluation-attacks";
import { AppError } from "@/lib/errors";

/** BIPIA (Yi et al., 2023): category → texts. */
const byCategory = z.record(z.string(), z.array(z.string().min(1)).min(1));
/** PurpleLlama's CyberSecEval: cases, of which the indirect ones stand in data that somebody else wrote. */
const cases = z.array(z.looseObject({ injection_type: z.string(), user_input: z.string().min(1) })).min(1);

/**
 * Public collections of attacks, one a JSON file, named by the file. What they want has nothing to do with access reviews, so an
 * attack counts where the draft is another than without it. A file in neither form is passed over.
 * @throws AppError where the folder has none
 */
export async function corporaAt(place: string): Promise<{ attacks: AttackText[]; passedOver: string[] }> {
  const names = await readdir(place).catch(() => {
    throw new AppError("invalid", "corpora", `There is no folder ${place}. Check the path.`);
  });
  const attacks: AttackText[] = [];
  const passedOver: string[] = [];
  for (const name of names.filter((n) => n.endsWith(".json")).sort()) {
    const texts = textsIn(await readFile(path.join(place, name), "utf8"));
    if (texts === null) passedOver.push(name);
    else
      attacks.push(
        ...texts.map((text) => ({
          corpus: path.basename(name, ".json"),
          text,
          goal: { kind: "divert" as const },
        })),
      );
  }
  if (attacks.length === 0)
    throw new AppError(
      "invalid",
      "corpora",
      `${place} holds no collection of attacks: a JSON file of categories with texts, as BIPIA has them, or of cases with injection_type and user_input, as CyberSecEval has them.`,
    );
  return { attacks, passedOver };
}

function textsIn(json: string): string[] | null {
  const read = parsed(json);
  const categories = byCategory.safeParse(read);
  if (categories.success) return Object.values(categories.data).flat();
  const found = cases.safeParse(read);
  return found.success
    ? found.data.filter((c) => c.injection_type === "indirect").map((c) => c.user_input)
    : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
