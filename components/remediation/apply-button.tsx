"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Textarea } from "@/components/ui/textarea";
import { useApply } from "@/lib/remediation/client";
import { doneOf, type TaskView } from "@/lib/remediation/schema";

/** "Mark as done": says first what that claims. */
export function ApplyButton({ task }: { task: TaskView }) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const apply = useApply();
  const router = useRouter();
  const id = useId();
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Mark as done
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={task.kind === "remove" ? "Mark this removal as done" : "Mark this change as done"}
        description={doneOf(task)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button
              variant="filled"
              disabled={apply.isPending}
              onClick={() =>
                apply.mutate(
                  { task: task.id, key, ...(words.trim() ? { words } : {}) },
                  {
                    onSuccess: () => {
                      announce("Marked as done");
                      setOpen(false);
                      router.refresh();
                    },
                  },
                )
              }
            >
              It is done
            </Button>
          </>
        }
      >
        <label htmlFor={id} className="font-medium">
          A note, such as a ticket number (optional)
        </label>
        <Textarea id={id} rows={2} value={words} onChange={(e) => setWords(e.target.value)} />
        {apply.isError ? (
          <Callout tone="finding" title="Not marked" role="alert">
            {apply.error.message}
          </Callout>
        ) : null}
      </Dialog>
    </>
  );
}
