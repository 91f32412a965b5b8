"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useId, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { peopleOptions } from "@/lib/campaigns/client";
import { nameOwner } from "@/lib/catalogue/client";
import type { Detail } from "@/lib/catalogue/schema";
import { ownerBasis } from "./words";

/** Who answers for the entitlement, and for an admin the way to name somebody else. */
export function OwnerPanel({ detail }: { detail: Detail }) {
  const { owner, may } = detail;
  return (
    <section aria-labelledby="owner">
      <h2 id="owner" className="text-lg">
        Owner
      </h2>
      <p className="mt-1 [overflow-wrap:anywhere]">{owner.name ?? owner.named ?? "Nobody is named"}</p>
      <p className="text-sm text-ink-2">
        {ownerBasis[owner.basis]}
        {owner.name === null && owner.named !== null ? "; has not signed in, so cannot verify yet" : ""}
      </p>
      {may.nameOwner ? <NameOwner detail={detail} /> : null}
    </section>
  );
}

function NameOwner({ detail }: { detail: Detail }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const people = useQuery({ ...peopleOptions(useDeferredValue(typed.trim())), enabled: open });
  const router = useRouter();
  const list = useId();
  const { mutate, isPending, error, reset } = useMutation({
    ...nameOwner,
    onSuccess: ({ owner }) => {
      announce(owner ? `${owner} is the owner now` : "The source's owner is the owner again");
      setOpen(false);
      router.refresh();
    },
  });
  const act = (owner: string | null) =>
    isPending || mutate({ ...detail.key, owner, version: detail.version });
  return (
    <>
      <Button
        size="sm"
        className="mt-2"
        onClick={() => {
          reset();
          setTyped("");
          setOpen(true);
        }}
      >
        Name another
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Name an owner"
        description="The owner can change and verify these words. You cannot name yourself."
        footer={
          <>
            {detail.owner.basis === "catalogue" ? (
              <Button onClick={() => act(null)}>Back to whom the source names</Button>
            ) : null}
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button
              variant="filled"
              aria-disabled={isPending || typed.trim() === ""}
              onClick={() => typed.trim() !== "" && act(typed.trim())}
            >
              Name as owner
            </Button>
          </>
        }
      >
        <Field label="Owner" hint="Somebody who can sign in, by e-mail or exact name.">
          {(c) => (
            <>
              <Input
                {...c}
                list={list}
                autoComplete="off"
                value={typed}
                onChange={(e) => setTyped(e.target.value)}
              />
              <datalist id={list}>
                {(people.data ?? []).map((p) => (
                  <option key={p.id} value={p.email ?? p.name}>
                    {p.name}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        {error ? (
          <Callout tone="finding" title="Not named" role="alert" className="mt-3">
            {error.message}
          </Callout>
        ) : null}
      </Dialog>
    </>
  );
}
