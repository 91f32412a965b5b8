import { Copyable } from "@/components/ui/copyable";
import { DefinitionList } from "@/components/ui/definition-list";
import { Disclosure } from "@/components/ui/disclosure";
import { calendarDate } from "@/components/ui/time-distance";

interface Head {
  name: string | null;
  vkey: string | null;
  size: number;
  root: string | null;
  note: string | null;
  at: string | null;
  waiting: number;
}

/** The signed head of the log, always on top. */
export function LogHead({ head }: { head: Head }) {
  return (
    <section aria-label="Head of the log" className="mt-4 rounded-lg border border-line bg-panel p-4">
      <DefinitionList
        items={[
          {
            term: "Sealed entries",
            value: `${head.size.toLocaleString("en-GB")}${head.waiting > 0 ? `, ${head.waiting.toLocaleString("en-GB")} waiting for the next seal` : ""}`,
          },
          {
            term: "Last sealed",
            value: head.at
              ? `${calendarDate(head.at)} ${head.at.slice(11, 19)} UTC`
              : "nothing is sealed yet",
          },
          {
            term: "Root",
            value: head.root ? <Copyable text={head.root} what="root hash" /> : "none yet",
          },
          {
            term: "Public key",
            value: head.vkey ? <Copyable text={head.vkey} what="public key" /> : "made with the first seal",
          },
        ]}
      />
      {head.note ? (
        <Disclosure summary="Signed checkpoint">
          <pre className="overflow-x-auto text-sm whitespace-pre-wrap break-all">{head.note}</pre>
        </Disclosure>
      ) : null}
    </section>
  );
}
