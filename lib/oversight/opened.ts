import { eq } from "drizzle-orm";
import { z } from "zod";
import { campaign } from "@/db/schema/campaigns";
import { workpaper } from "@/db/schema/workpapers";
import { launchedWith, settings } from "@/lib/campaigns/schema";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";

const key = z.string().min(8).max(120);
const oversight = settings.pick({ oversight: true }).strip();

/**
 * Somebody looks at figures that name people: an entry of the log. The screen that shows them sends this, with one key an hour, so that
 * reading a page again writes nothing.
 */
export const openFigures = command({
  name: "oversight.open_figures",
  permission: "oversight.read",
  input: z.object({ id: z.uuid(), key }),
  idempotent: true,
  load: async (tx, input) => {
    const [found] = await tx
      .select({ id: campaign.id, settings: campaign.settings })
      .from(campaign)
      .where(eq(campaign.id, input.id));
    if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
    const { level, except } = oversight.parse(launchedWith(found.settings)).oversight;
    if (level !== "named" && except.every((e) => e.level !== "named"))
      throw new AppError("rule", "not-named", "These figures name nobody.");
    return found;
  },
  run: async (_tx, { subject }) => ({
    result: {},
    events: [{ type: "access.read", data: { what: "figures", of: subject.id } }],
  }),
});

/** Somebody looks at a workpaper, which says who decided what: recorded as `openFigures` is. */
export const openWorkpaper = command({
  name: "workpapers.open",
  permission: "workpaper.make",
  input: z.object({ workpaper: z.uuid(), key }),
  idempotent: true,
  load: async (tx, input) => {
    const [found] = await tx
      .select({ id: workpaper.id })
      .from(workpaper)
      .where(eq(workpaper.id, input.workpaper));
    if (!found) throw new AppError("not_found", "workpaper", "There is no such workpaper.");
    return found;
  },
  run: async (_tx, { subject }) => ({
    result: {},
    events: [{ type: "access.read", data: { what: "workpaper", of: subject.id } }],
  }),
});
