import type { Detail } from "@/lib/catalogue/schema";

/** The source's own text: what it states, and no more than that. */
export function StatedWords({ detail: { stated, sourceName } }: { detail: Detail }) {
  const texts = [stated.title, stated.phrase, stated.description].filter((t) => t !== null);
  return (
    <section aria-labelledby="stated">
      <h2 id="stated" className="text-lg">
        What the source states
      </h2>
      {texts.length === 0 ? (
        <p className="mt-1 text-ink-2">{sourceName} has no words for it.</p>
      ) : (
        <p className="mt-1 max-w-[72ch] [overflow-wrap:anywhere]">
          {sourceName} states{" "}
          {texts.map((t) => `“${t.replace(/["“”„‟]/gu, "'").replace(/[.]$/u, "")}”`).join(", ")}.
        </p>
      )}
      {stated.instructs ? (
        <p className="mt-1 text-finding">
          This text tries to instruct its reader. It is a finding on every item.
        </p>
      ) : null}
      {stated.secrets > 0 ? (
        <p className="mt-1 text-finding">
          {stated.secrets === 1 ? "1 secret was" : `${stated.secrets} secrets were`} found in it and left out
          here.
        </p>
      ) : null}
    </section>
  );
}
