import { z } from "zod";
import { cellStates, controls, defaultCadence } from "./calendar-rules";

const months = (fallback: number) => z.coerce.number().int().min(1).max(36).default(fallback);
/** Months between two reviews, a control each, and how many quarters to show. */
export const calendarInput = z.object({
  privileged: months(defaultCadence.privileged),
  other: months(defaultCadence.other),
  all: months(defaultCadence.all),
  quarters: z.coerce.number().int().min(1).max(12).default(6),
});
export const calendarView = z.object({
  today: z.string(),
  cadence: z.object({ privileged: z.number(), other: z.number(), all: z.number() }),
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
