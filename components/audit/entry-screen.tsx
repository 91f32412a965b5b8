"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DefinitionList } from "@/components/ui/definition-list";
import { Kbd } from "@/components/ui/kbd";
import type { EntryRow } from "@/lib/audit-log/entry-queries";
import { simulatedMark } from "@/lib/auth/rules";
import { instant, place } from "./instant";
import { LeafBytes } from "./leaf-bytes";
import { ProofOf } from "./proof-view";
import { Said } from "./said";

interface EntryScreenProps {
  entry: EntryRow & { last: number };
  index: number;
  vkey: string | null;
}

/** One entry: what it says, its proof, its bytes; J and K go to the ones beside it. */
export function EntryScreen({ entry, index, vkey }: EntryScreenProps) {
  const router = useRouter();
  const [before, after] = [index > 0 ? index - 1 : null, index < entry.last ? index + 1 : null];
  useHotkeys(
    useMemo(
      () => [
        {
          key: "j",
          label: "Next entry",
          group: "Log",
          run: () => (after === null ? undefined : router.push(`/log/${after}`)),
        },
        {
          key: "k",
          label: "Entry before",
          group: "Log",
          run: () => (before === null ? undefined : router.push(`/log/${before}`)),
        },
      ],
      [router, before, after],
    ),
  );
  const simulated = simulatedMark(entry.authn);
  return (
    <div className="mt-5 grid gap-8">
      <section aria-labelledby="entry" className="grid gap-2">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <h2 id="entry" className="text-lg">
            Entry {place(index)}
          </h2>
          <nav aria-label="Entries beside it" className="flex gap-2">
            <Step to={before} keyName="K">
              Before
            </Step>
            <Step to={after} keyName="J">
              Next
            </Step>
          </nav>
        </div>
        <p className="max-w-[72ch] text-lg [overflow-wrap:anywhere]">
          <Said parts={entry.said} campaign={entry.campaign} />
          {simulated ? <Badge className="ml-2">{simulated}</Badge> : null}
        </p>
        <DefinitionList
          items={[
            { term: "When", value: instant(entry.at) },
            { term: "Kind", value: <code className="text-sm">{entry.type}</code> },
            { term: "Signed in by", value: entry.authn },
            ...(entry.itemSeq === null
              ? []
              : [
                  {
                    term: "Of its item",
                    value: `entry ${entry.itemSeq.toLocaleString("en-GB")} of its chain`,
                  },
                ]),
          ]}
        />
      </section>
      <ProofOf index={index} vkey={vkey} />
      <LeafBytes leaf={entry.leaf} />
    </div>
  );
}

function Step({ to, keyName, children }: { to: number | null; keyName: string; children: string }) {
  if (to === null) return <Button disabled>{children}</Button>;
  return (
    <Button asChild>
      <Link href={`/log/${to}`} prefetch={false} aria-keyshortcuts={keyName}>
        {children}
        <Kbd aria-hidden className="pointer-coarse:hidden">
          {keyName}
        </Kbd>
      </Link>
    </Button>
  );
}
