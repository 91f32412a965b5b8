"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { useFocusTitleAfter } from "@/components/shell/focus-title";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { verifyWords } from "@/lib/catalogue/client";
import type { EntitlementKey } from "@/lib/catalogue/schema";

interface VerifyButtonProps {
  act: EntitlementKey & { version: number };
  /** The words as a reviewer will read them. */
  sentence: string;
  /** What it allows and its risk, where they are said: they are verified with the sentence. */
  more?: string | undefined;
}

/** The owner's word for this one entry; says first what it means. */
export function VerifyButton({ act, sentence, more }: VerifyButtonProps) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const focusTitle = useFocusTitleAfter();
  const { mutate, isPending, error, reset } = useMutation({
    ...verifyWords,
    onSuccess: () => {
      announce("Verified");
      focusTitle();
      setOpen(false);
      router.refresh();
    },
  });
  return (
    <>
      <Button
        className="justify-self-start"
        onClick={() => {
          reset();
          setOpen(true);
        }}
      >
        Verify these words
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Verify these words"
        description="You say, as the owner, that this is what the access allows. Reviewers read it as verified by you from the next launch on; reviews that are under way keep their words."
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button variant="filled" aria-disabled={isPending} onClick={() => isPending || mutate(act)}>
              This is right
            </Button>
          </>
        }
      >
        <p className="text-lg [overflow-wrap:anywhere]">{sentence}</p>
        {more ? <p className="mt-1 [overflow-wrap:anywhere]">{more}</p> : null}
        {error ? (
          <Callout tone="finding" title="Not verified" role="alert" className="mt-3">
            {error.message}
          </Callout>
        ) : null}
      </Dialog>
    </>
  );
}
