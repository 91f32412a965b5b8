import type { Actor } from "@/lib/auth/actor";
import { figuresOf } from "@/lib/oversight/queries";
import { ended, subjectOf } from "@/lib/oversight/report-subject";
import { responsesOf } from "@/lib/oversight/responding";
import { oversightRecord, responses } from "@/lib/oversight/response-schema";
import { figures } from "@/lib/oversight/schema";
import type { Reader } from "@/lib/query";

/** The figures on how people reviewed, and what control owners said of them; nothing before the campaign's end (I12). */
export async function oversightFile(reader: Reader, campaign: string): Promise<string | undefined> {
  if (!ended(await subjectOf(reader, campaign))) return undefined;
  const actor: Actor = { kind: "system", name: "exports" };
  const asked = {
    input: { id: campaign },
    scope: { actor, personId: null, reach: "all" as const },
    subject: undefined,
  };
  const found = figures.parse(await figuresOf.run(reader, asked));
  const given = responses.parse(await responsesOf.run(reader, asked));
  return `${JSON.stringify(oversightRecord(found, given), null, 2)}\n`;
}
