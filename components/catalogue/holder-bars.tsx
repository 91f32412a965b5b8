import { Meter } from "@/components/ui/meter";
import type { Detail } from "@/lib/catalogue/schema";

/** Departments shown; the rest is one line. */
const SHOWN = 8;

/** Who holds it, by department; a bar is a department's share of the holders. */
export function HolderBars({ detail: { holders, departments } }: { detail: Detail }) {
  const rest = departments.slice(SHOWN);
  const others = rest.reduce((sum, d) => sum + d.holders, 0);
  return (
    <section aria-labelledby="holders">
      <h2 id="holders" className="text-lg">
        {holders === 0
          ? "Nobody holds it"
          : `Held by ${holders.toLocaleString("en-GB")} ${holders === 1 ? "person or account" : "people and accounts"}`}
      </h2>
      <ul className="mt-2 grid gap-1.5">
        {departments.slice(0, SHOWN).map((d) => {
          const name = d.department ?? "No department known";
          return (
            <li key={name} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
              <span className="[overflow-wrap:anywhere]">{name}</span>
              <span className="tabular-nums">{d.holders.toLocaleString("en-GB")}</span>
              <span className="col-span-2">
                <Meter value={d.holders} max={holders} label={`${name}: ${d.holders} of ${holders}`} />
              </span>
            </li>
          );
        })}
      </ul>
      {others > 0 ? (
        <p className="mt-1.5 text-sm text-ink-2">
          and {others.toLocaleString("en-GB")} in {rest.length} other departments
        </p>
      ) : null}
    </section>
  );
}
