"use client";

import { useMemo, useState } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { DecisionPanel } from "./decision-panel";
import { ReassignDialog } from "./reassign-dialog";
import { choicesFor, countsOf } from "./together";
import type { Together } from "./use-together";

/** What all the drafts say, and, once it is opened, what they recommend, counted. */
export function TogetherNote({ together }: { together: Together }) {
  const { opened, members, opening, reveal, close } = together;
  useHotkeys(
    useMemo(
      () => [
        { key: "d", label: "What the drafts recommend", group: "Item", run: reveal },
        { key: "t", label: "Back to the item", group: "Item", run: close },
      ],
      [reveal, close],
    ),
  );
  if (!opened.data || members.every((m) => m.draft === null)) return null;
  const { revealed } = opening;
  return (
    <section aria-label="Drafts" className="grid gap-2">
      <h3 className="font-medium">What all the drafts say</h3>
      {opened.data.sharedNote.length > 0 ? (
        <ul className="grid gap-1">
          {opened.data.sharedNote.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-2">Nothing in the same words; each says its own below its name.</p>
      )}
      {revealed === undefined || revealed === "loading" ? (
        <Button
          size="lg"
          className="w-full justify-between pointer-coarse:h-11"
          onClick={reveal}
          aria-keyshortcuts="D"
          disabled={revealed === "loading"}
        >
          What the drafts recommend
          <Kbd aria-hidden className="pointer-coarse:hidden">
            D
          </Kbd>
        </Button>
      ) : (
        <p>{countsOf(members, revealed)}</p>
      )}
    </section>
  );
}

interface TogetherPanelProps {
  together: Together;
  /** Some were handed to somebody else. */
  onHanded: () => void;
}

/** The same act as on one item, for those taken in. */
export function TogetherPanel({ together, onHanded }: TogetherPanelProps) {
  const [handing, setHanding] = useState(false);
  const { opened, open, taken, opening } = together;
  if (!opened.data || !open) return null;
  return (
    <>
      <DecisionPanel
        itemId={`${open.cluster.id} ${open.n}`}
        choices={choicesFor(opened.data.choices, taken)}
        standing={together.standing}
        status={opening.status}
        onChoose={together.choose}
        onRecord={together.record}
        onReassign={() => setHanding(taken.length > 0)}
        onReload={together.again}
      />
      {handing ? (
        <ReassignDialog
          items={taken.map((m) => m.item)}
          subject={`${taken.length} items of ${opened.data.title}`}
          onClose={() => setHanding(false)}
          onDone={() => {
            setHanding(false);
            together.close();
            onHanded();
          }}
        />
      ) : null}
    </>
  );
}
