"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import type { Role } from "@/lib/auth/actor";
import { roleLabels, roles } from "@/lib/auth/schema";
import { type AccessChange, changeAccess } from "@/lib/people/client";
import type { PersonRow } from "@/lib/people/schema";

const does: Record<Role, string> = {
  admin: "Connects sources, launches and closes campaigns, and manages people.",
  auditor: "Reads everything and takes evidence packs; changes nothing.",
  control_owner: "Answers for the control: accepts what a launch leaves open, and closes campaigns.",
};

/** What one person may do here, and a button for each change; every one takes effect when it is pressed. */
export function ChangeAccess({ person, own }: { person: PersonRow; own: boolean }) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const { mutate, isPending, error, reset } = useMutation({
    ...changeAccess,
    onSuccess: () => {
      announce("Saved");
      router.refresh();
    },
  });
  const change = (what: AccessChange) => {
    if (!isPending) mutate(what);
  };

  return (
    <>
      <Button
        size="sm"
        onClick={() => {
          reset();
          setOpen(true);
        }}
      >
        Change<span className="sr-only"> access of {person.name}</span>
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={person.name}
        description={
          own
            ? "You cannot change your own access; another admin can."
            : "Each change is logged under your name."
        }
      >
        {error ? (
          <Callout tone="finding" title="Not changed" role="alert" className="mb-3">
            {error.message}
          </Callout>
        ) : null}
        <ul className="divide-y divide-line">
          {roles.map((role) => {
            const held = person.roles.includes(role);
            return (
              <Line
                key={role}
                title={`${roleLabels[role]}${held ? ", given" : ""}`}
                text={
                  held && role === "admin" && person.configuredAdmin
                    ? `${does[role]} COUNTERSIGN_ADMINS names this e-mail, so the role comes back at the next sign-in.`
                    : does[role]
                }
              >
                {own ? null : (
                  <Button
                    size="sm"
                    aria-disabled={isPending}
                    onClick={() => change({ act: held ? "revoke" : "grant", person: person.id, role })}
                  >
                    {held ? "Take away" : "Give"}
                    <span className="sr-only"> the role {roleLabels[role]}</span>
                  </Button>
                )}
              </Line>
            );
          })}
          <Line
            title={person.status === "active" ? "Access, open" : "Access, ended"}
            text={
              person.status === "active"
                ? "Ending it signs this person out everywhere at once. What they decided stays, and so do their items."
                : "This person cannot sign in."
            }
          >
            {own ? null : (
              <Button
                size="sm"
                aria-disabled={isPending}
                onClick={() =>
                  change({ act: person.status === "active" ? "disable" : "enable", person: person.id })
                }
              >
                {person.status === "active" ? "End access" : "Give access back"}
              </Button>
            )}
          </Line>
        </ul>
      </Dialog>
    </>
  );
}

function Line({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <li className="flex items-start justify-between gap-4 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <p className="text-ink-2">{text}</p>
      </div>
      {children}
    </li>
  );
}
