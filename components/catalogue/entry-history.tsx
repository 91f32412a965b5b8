import { calendarDate } from "@/components/ui/time-distance";
import type { EntryView } from "@/lib/catalogue/schema";
import { wordDiff } from "./word-diff";
import { madeBy, riskWords } from "./words";

/** Versions, newest first, each with what it changed in the one before, word by word. */
export function EntryHistory({ history }: { history: readonly EntryView[] }) {
  if (history.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history" className="text-lg">
        History
      </h2>
      <ol className="mt-2 grid gap-3">
        {history.map((entry, i) => (
          <li key={entry.version} className="border-l-2 border-line pl-3">
            <p className="text-sm text-ink-2">
              Version {entry.version}, {calendarDate(entry.at)}: {told(entry, history[i + 1])}
            </p>
            <Changed before={history[i + 1]} after={entry} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function told(entry: EntryView, before: EntryView | undefined): string {
  const by = entry.author ?? "somebody";
  if (before && textOf(before) === textOf(entry) && before.owner !== entry.owner)
    return entry.owner
      ? `${by} named ${entry.owner} as the owner`
      : `${by} gave it back to whom the source names`;
  if (entry.state === "verified") return `verified by ${entry.verifiedBy ?? by}`;
  if (entry.state === "proposed") return `proposed by ${madeBy(entry)}`;
  if (entry.state === "none") return `${by} named ${entry.owner ?? "no one"} as the owner`;
  return `written by ${by}`;
}

function textOf(entry: EntryView): string {
  const sentence = [entry.title, entry.phrase, entry.allows].filter((t) => t !== null).join(" · ");
  return entry.risk ? `${sentence} · Risk: ${riskWords[entry.risk].toLowerCase()}` : sentence;
}

function Changed({ before, after }: { before: EntryView | undefined; after: EntryView }) {
  const [was, is] = [before ? textOf(before) : "", textOf(after)];
  if (was === is) return null;
  return (
    <p className="max-w-[72ch] [overflow-wrap:anywhere]">
      {wordDiff(was, is).map((run, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: runs have no identity but their place
        <span key={i}>
          {i > 0 ? " " : ""}
          {run.is === "same" ? (
            run.text
          ) : run.is === "added" ? (
            <ins className="bg-accent-bg no-underline">
              <span className="sr-only">added: </span>
              {run.text}
            </ins>
          ) : (
            <del className="text-ink-3">
              <span className="sr-only">removed: </span>
              {run.text}
            </del>
          )}
        </span>
      ))}
    </p>
  );
}
