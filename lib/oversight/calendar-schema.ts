import { z } from "zod";
import { cellStates, controls } from "./calendar-rules";

/** Months from one review of a control to the next. */
export const fewestMonths = 1;
export const mostMonths = 36;
const said = `Give ${fewestMonths} to ${mostMonths} whole months.`;
export const cadenceInput = z.object({
  control: z.enum(controls),
  months: z.number({ error: said }).int(said).min(fewestMonths, said).max(mostMonths, said),
});
export type CadenceInput = z.infer<typeof cadenceInput>;

/** How many quarters to show. */
export const calendarInput = z.object({ quarters: z.coerce.number().int().min(1).max(12).default(6) });
export const calendarView = z.object({
  today: z.string(),
  /** In the order of `controls`. `since`: when somebody set it, ISO; null where it is what the product begins with. */
  cadence: z.array(
    z.object({ control: z.enum(controls), months: z.number().int(), since: z.string().nullable() }),
  ),
  periods: z.array(z.object({ id: z.string(), label: z.string(), first: z.string(), last: z.string() })),
  rows: z.array(
    z.object({
      source: z.number().int(),
      application: z.string(),
      name: z.string(),
      control: z.enum(controls),
      cells: z.array(
        z.object({
          state: z.enum(cellStates),
          campaign: z
            .object({
              id: z.uuid(),
              name: z.string(),
              due: z.string(),
              ended: z.string().nullable(),
              items: z.number().int(),
              open: z.number().int(),
            })
            .nullable(),
        }),
      ),
    }),
  ),
});
export type CalendarView = z.infer<typeof calendarView>;
