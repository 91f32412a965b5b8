import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { now } from "@/lib/clock";
import { query, type Reader } from "@/lib/query";
import { cadenceHere } from "./cadence";
import { type Control, cellOf, type Held, quartersTo } from "./calendar-rules";
import { calendarInput, calendarView } from "./calendar-schema";

/** Applications of the sources in force, a row a control: in which quarters they were reviewed, and in which they had to be. */
export const calendar = query({
  name: "oversight.calendar",
  permission: "campaign.read",
  input: calendarInput,
  output: calendarView,
  consistent: true,
  async run(reader, { input }) {
    const today = now().toISOString().slice(0, 10);
    const periods = quartersTo(today, input.quarters);
    const cadence = await cadenceHere(reader);
    const known = await applicationsOf(reader);
    const held = await heldIn(reader);
    return {
      ...{ today, cadence, periods },
      rows: known.flatMap((application) =>
        cadence
          // A control that no campaign ever had an item of is told by the other two.
          .filter(({ control }) => control === "all" || held.has(keyOf(application, control)))
          .map(({ control, months }) => {
            const mine = held.get(keyOf(application, control)) ?? [];
            return {
              ...{ source: application.source, application: application.id, name: application.name, control },
              cells: periods.map((period) => {
                const { state, campaign } = cellOf(period, mine, { months, today, since: application.since });
                if (!campaign) return { state, campaign: null };
                const { campaign: id, ...of } = campaign;
                return { state, campaign: { id, ...of } };
              }),
            };
          }),
      ),
    };
  },
});

type Application = { source: number; id: string; name: string; since: string };

function applicationsOf(reader: Reader): Promise<Application[]> {
  return rows<Application>(
    reader,
    sql`SELECT s.id AS source, a.id, coalesce(a.name, a.id) AS name,
        (SELECT min((n.imported_at AT TIME ZONE 'UTC')::date)::text FROM snapshot n WHERE n.source_id = s.id) AS since
      FROM source s JOIN snap_application a ON a.snapshot_id = s.current_snapshot_id ORDER BY 3, 1, 2 LIMIT 2000`,
  );
}

const keyOf = (of: { source: number; id: string }, control: Control) => `${control} ${of.source} ${of.id}`;

/** Campaigns by application and control; a cancelled one reviewed nothing. */
async function heldIn(reader: Reader): Promise<Map<string, Held[]>> {
  const found = await rows<Held & { source: number; id: string; privileged: boolean }>(
    reader,
    sql`SELECT i.source_id AS source, i.application_id AS id, coalesce(i.privilege = 'privileged', false) AS privileged,
        c.id AS campaign, c.name, c.due_date::text AS due, (c.closed_at AT TIME ZONE 'UTC')::date::text AS ended,
        count(*)::int AS items, count(*) FILTER (WHERE i.state = 'not_certified')::int AS open
      FROM campaign c JOIN item i ON i.campaign_id = c.id
      WHERE c.status IN ('launched', 'closed', 'sealed') AND i.application_id IS NOT NULL
      GROUP BY i.source_id, i.application_id, 3, c.id ORDER BY c.due_date, c.id`,
  );
  const held = new Map<string, Held[]>();
  const add = (key: string, campaign: Held) => {
    const list = held.get(key) ?? [];
    const same = list.find((h) => h.campaign === campaign.campaign);
    if (same) {
      same.items += campaign.items;
      same.open += campaign.open;
    } else list.push({ ...campaign });
    held.set(key, list);
  };
  for (const { source, id, privileged, ...campaign } of found)
    add(keyOf({ source, id }, privileged ? "privileged" : "other"), campaign);
  for (const { source, id, privileged: _kind, ...campaign } of found) {
    const had = (control: Control) => held.get(keyOf({ source, id }, control));
    // A campaign over a part of an application is no review of all of it.
    const whole = [had("privileged"), had("other")].every(
      (list) => list === undefined || list.some((h) => h.campaign === campaign.campaign),
    );
    if (whole) add(keyOf({ source, id }, "all"), campaign);
  }
  return held;
}
