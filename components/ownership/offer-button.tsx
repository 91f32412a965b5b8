"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { PersonSearch } from "@/components/reviews/person-search";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { newKey, useOffer, useWithdraw } from "@/lib/ownership/client";

interface OfferButtonProps {
  identity: { source: number; id: string; name: string };
  /** The question that waits for an answer, if one does. */
  waiting: { offer: string; to: string } | null;
  label?: string;
}

/** Asks a person to answer for an identity, or takes the question back. */
export function OfferButton({ identity, waiting, label = "Ask somebody" }: OfferButtonProps) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const withdraw = useWithdraw();
  const button = useRef<HTMLButtonElement>(null);
  const acted = useRef(false);
  const asked = waiting?.offer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question, or none, is another button
  useEffect(() => {
    if (acted.current) button.current?.focus();
    acted.current = false;
  }, [asked]);
  if (waiting)
    return (
      <>
        <Button
          ref={button}
          size="sm"
          aria-disabled={withdraw.isPending}
          onClick={() =>
            withdraw.isPending ||
            withdraw.mutate(
              { offer: waiting.offer, key: newKey() },
              {
                onSuccess: () => {
                  acted.current = true;
                  announce(`${waiting.to} is not asked any more`);
                  router.refresh();
                },
              },
            )
          }
        >
          Take the question back
        </Button>
        {withdraw.isError ? <p className="mt-1 text-sm text-finding">{withdraw.error.message}</p> : null}
      </>
    );
  return (
    <>
      <Button ref={button} size="sm" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open ? (
        <OfferDialog
          identity={identity}
          onClose={() => setOpen(false)}
          onDone={() => {
            acted.current = true;
            setOpen(false);
            router.refresh();
          }}
        />
      ) : null}
    </>
  );
}

interface OfferDialogProps {
  identity: OfferButtonProps["identity"];
  onClose: () => void;
  onDone: () => void;
}

function OfferDialog({ identity, onClose, onDone }: OfferDialogProps) {
  const [to, setTo] = useState<{ id: string; name: string } | null>(null);
  const [reason, setReason] = useState("");
  const [key] = useState(newKey);
  const offer = useOffer();
  const send = () => {
    if (!to) return;
    offer.mutate(
      { source: identity.source, id: identity.id, to: to.id, reason, key },
      {
        onSuccess: (done) => {
          announce(`${done.to} is asked to answer for ${done.identity}`);
          onDone();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Who answers for ${identity.name}?`}
      description="The person you name is asked on their own page. They answer for it once they have accepted, and not before."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={!to || reason.trim().length < 3 || offer.isPending}
            onClick={send}
          >
            Ask
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Whom">
          {(control) => <PersonSearch control={control} chosen={to} onChoose={setTo} />}
        </Field>
        <Field label="Why this person">
          {(control) => (
            <Textarea {...control} rows={2} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </Field>
        {offer.isError ? (
          <Callout tone="finding" title="Not asked" role="alert">
            {offer.error.message}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}
