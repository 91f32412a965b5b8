"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

interface ReasonDialogProps {
  title: string;
  description: string;
  go: string;
  /** What was refused, in the server's own sentence. */
  problem: string | undefined;
  pending: boolean;
  onGo: (reason: string) => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks for the reason of an act that goes on the record. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, description, go, problem, pending, onGo, onClose, children } = props;
  const [reason, setReason] = useState("");
  const [early, setEarly] = useState(false);
  const short = reason.trim().length < 10;
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="filled" disabled={pending} onClick={() => (short ? setEarly(true) : onGo(reason))}>
            {go}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {children}
        <Field
          label="Reason"
          hint="It is kept in the record, apart from the log, and can be erased."
          error={early && short ? "Say why in a sentence of at least 10 characters." : problem}
        >
          {(control) => (
            <Textarea {...control} rows={3} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
