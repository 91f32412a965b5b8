"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { type ProposeAct, proposeWords } from "@/lib/catalogue/client";

interface ProposeButtonProps {
  label: string;
  act: ProposeAct;
  /** How many it is for. */
  count: number;
  /** Who would word them: "rules that read the names", or a model. */
  by: string;
}

/** How often, and how long, the page is looked at again while proposals come. */
const LOOKS = 8;
const EVERY_MS = 1_500;

/** Asks for wording, and says first what becomes of it. */
export function ProposeButton({ label, act, count, by }: ProposeButtonProps) {
  const [open, setOpen] = useState(false);
  const [looks, setLooks] = useState(0);
  const router = useRouter();
  const { mutate, isPending, error, reset } = useMutation({
    ...proposeWords,
    onSuccess: ({ asked }) => {
      announce(`${asked === 1 ? "1 entitlement is" : `${asked} entitlements are`} being worded`);
      setOpen(false);
      setLooks(LOOKS);
    },
  });
  useEffect(() => {
    if (looks === 0) return;
    const timer = setTimeout(() => {
      router.refresh();
      setLooks(looks - 1);
    }, EVERY_MS);
    return () => clearTimeout(timer);
  }, [looks, router]);
  return (
    <>
      <Button
        onClick={() => {
          reset();
          setOpen(true);
        }}
        aria-disabled={looks > 0}
      >
        {looks > 0 ? "Wording is on its way" : label}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Propose words for ${count === 1 ? "this entitlement" : `${count} entitlements`}`}
        description={`Proposed by ${by}, from technical names and policies alone. Each stays “unverified wording” until its owner verifies that one entry.`}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button variant="filled" aria-disabled={isPending} onClick={() => isPending || mutate(act)}>
              Propose
            </Button>
          </>
        }
      >
        <p>
          Words that somebody wrote or verified are not touched. Where a name tells nothing, nothing is
          proposed.
        </p>
        {error ? (
          <Callout tone="finding" title="Not asked" role="alert" className="mt-3">
            {error.message}
          </Callout>
        ) : null}
      </Dialog>
    </>
  );
}
