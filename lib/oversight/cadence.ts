import { controlCadence } from "@/db/schema/controls";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import type { Reader } from "@/lib/query";
import { controls, defaultCadence } from "./calendar-rules";
import { type CalendarView, cadenceInput } from "./calendar-schema";

/** Sets how often a control has to be reviewed; the calendar holds every quarter it shows against that from now on. */
export const setCadence = command({
  name: "oversight.set_cadence",
  permission: "calendar.set",
  input: cadenceInput,
  load: async () => undefined,
  run: async (tx, { input: { control, months }, actor, now }) => {
    const changed = { months, changedAt: now, changedBy: personOf(actor) ?? "" };
    await tx
      .insert(controlCadence)
      .values({ control, ...changed })
      .onConflictDoUpdate({ target: controlCadence.control, set: changed });
    return {
      result: { control, months },
      events: [
        {
          type: "settings.changed",
          data: { setting: `calendar.${control}`, to: months === 1 ? "1 month" : `${months} months` },
        },
      ],
    };
  },
});

/** The months of each control that are in force here, and since when where somebody set them. */
export async function cadenceHere(reader: Reader): Promise<CalendarView["cadence"]> {
  const set = await reader.select().from(controlCadence);
  return controls.map((control) => {
    const own = set.find((s) => s.control === control);
    return {
      control,
      months: own?.months ?? defaultCadence[control],
      since: own ? own.changedAt.toISOString() : null,
    };
  });
}
