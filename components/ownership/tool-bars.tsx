import { Meter } from "@/components/ui/meter";
import type { IdentityDetail } from "@/lib/ownership/schema";
import { Panel, Unknown } from "./panel";
import { askWords } from "./words";

interface Granted {
  of: string;
  granted: readonly string[];
  /** Null where no source says which of them were used. */
  used: readonly string[] | null;
}

/** Tools and scopes granted against those that were used, the names of the idle ones beside the bar. */
export function ToolBars({ of }: { of: IdentityDetail }) {
  const rows: Granted[] = [
    ...(of.agent.tools ? [{ of: "Tools", granted: of.agent.tools, used: of.agent.toolsUsed }] : []),
    ...of.keys.flatMap((key) =>
      key.scopes && key.scopes.length > 0
        ? [{ of: `Scopes of ${key.label}`, granted: key.scopes, used: key.scopesUsed }]
        : [],
    ),
  ];
  return (
    <Panel title="What it was given, and used">
      {rows.length === 0 ? (
        <Unknown>{askWords(of)}</Unknown>
      ) : (
        <ul className="grid gap-3">
          {rows.map((row) => (
            <Bar key={row.of} row={row} source={of.sourceName} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Bar({ row, source }: { row: Granted; source: string }) {
  const used = row.used === null ? null : row.granted.filter((tool) => row.used?.includes(tool));
  const idle = used === null ? [] : row.granted.filter((tool) => !used.includes(tool));
  const beyond = row.used?.filter((tool) => !row.granted.includes(tool)) ?? [];
  const said =
    used === null
      ? `${row.granted.length} granted; which were used is not reported by ${source}`
      : `${used.length} of ${row.granted.length} used`;
  return (
    <li className="min-w-0">
      <div className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate font-medium">{row.of}</span>
        <span className="shrink-0 text-sm text-ink-2">
          {used === null ? `${row.granted.length} granted` : said}
        </span>
      </div>
      {used === null ? null : (
        <Meter value={used.length} max={row.granted.length} label={said} className="mt-1" />
      )}
      <p className="mt-1 text-sm text-ink-2">
        {used === null ? `${row.granted.join(", ")}; which were used is not reported.` : null}
        {used !== null && used.length > 0 ? `Used: ${used.join(", ")}. ` : null}
        {idle.length > 0 ? (
          <>
            <span className="text-attention">Not used: {idle.join(", ")}.</span>{" "}
          </>
        ) : null}
        {beyond.length > 0 ? `Used, and not among what is granted: ${beyond.join(", ")}.` : null}
      </p>
    </li>
  );
}
