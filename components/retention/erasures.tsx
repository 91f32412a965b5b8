"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { previewOptions, useErase, useSettleErasure } from "@/lib/retention/client";
import type { ErasureCounts, ErasureView, RetentionView } from "@/lib/retention/schema";
import { ReasonDialog } from "./reason-dialog";

interface ErasuresProps extends Pick<RetentionView, "erasures" | "people"> {
  mayAsk: boolean;
  mayGrant: boolean;
  me: string | null;
}

type Answer = { of: ErasureView; answer: "grant" | "refuse" | "withdraw" };

/** Erasures of people's words: asked for by one, granted by another. */
export function Erasures({ erasures, people, mayAsk, mayGrant, me }: ErasuresProps) {
  const [asking, setAsking] = useState(false);
  const [answering, setAnswering] = useState<Answer | null>(null);
  return (
    <section aria-labelledby="erasures" className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="erasures" className="text-lg">
          Erasing a person's words
        </h2>
        {mayAsk ? <Button onClick={() => setAsking(true)}>Ask for an erasure</Button> : null}
      </div>
      <p className="max-w-[72ch] text-ink-2">
        Reasons, comments, answers and names go; decisions and the log stay, and an evidence pack that is made
        afterwards still verifies. Sealed evidence keeps the names in it until its own period ends, and so
        does a source until it is imported without them. A second person grants it.
      </p>
      {erasures.length === 0 ? (
        <p className="text-ink-3">Nothing has been erased.</p>
      ) : (
        <Table caption="Erasures">
          <TableHead>
            <HeadCell>Of</HeadCell>
            <HeadCell>Why</HeadCell>
            <HeadCell>Asked for</HeadCell>
            <HeadCell>State</HeadCell>
          </TableHead>
          <TableBody>
            {erasures.map((e) => (
              <TableRow key={e.id}>
                <Cell label="Of">{e.name}</Cell>
                <Cell label="Why">{e.reason ?? "erased"}</Cell>
                <Cell label="Asked for">
                  {calendarDate(e.askedAt)} <span className="block text-sm text-ink-3">by {e.askedBy}</span>
                </Cell>
                <Cell label="State">
                  {e.state === "asked" ? (
                    <span className="flex flex-wrap items-center gap-2">
                      <Badge tone="attention">Waits for a second person</Badge>
                      {acts(e, me, mayGrant).map(({ answer, label }) => (
                        <Button key={answer} size="sm" onClick={() => setAnswering({ of: e, answer })}>
                          {label}
                        </Button>
                      ))}
                    </span>
                  ) : (
                    <>
                      {stateWords[e.state]} {e.settledAt ? calendarDate(e.settledAt) : ""} by {e.settledBy}
                      {e.counts ? (
                        <span className="block text-sm text-ink-2">{countWords(e.counts)}</span>
                      ) : null}
                    </>
                  )}
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {asking ? (
        <AskErasure
          people={people.filter((p) => p.disabled && p.id !== me)}
          onClose={() => setAsking(false)}
        />
      ) : null}
      {answering ? <AnswerErasure {...answering} onClose={() => setAnswering(null)} /> : null}
    </section>
  );
}

const stateWords = { asked: "asked", performed: "Erased", refused: "Refused", withdrawn: "Taken back" };

function acts(e: ErasureView, me: string | null, mayGrant: boolean) {
  if (e.askedById === me) return [{ answer: "withdraw" as const, label: "Take back" }];
  if (!mayGrant || e.person === me) return [];
  return [
    { answer: "grant" as const, label: "Grant" },
    { answer: "refuse" as const, label: "Refuse" },
  ];
}

const texts = (n: number) => `${n.toLocaleString("en-GB")} ${n === 1 ? "text" : "texts"}`;

function countWords({ wrote, about, campaigns }: ErasureCounts): string {
  return `${texts(wrote)} of theirs and ${texts(about)} of others about them, in ${campaigns} ${campaigns === 1 ? "campaign" : "campaigns"}`;
}

function Preview({ person }: { person: string }) {
  const { data } = useQuery({ ...previewOptions(person), enabled: person !== "" });
  if (!data) return null;
  return (
    <p className="text-ink-2">
      As of now: {countWords(data.counts)}.
      {data.running.length > 0 ? ` Still running, so it has to wait: ${data.running.join(", ")}.` : ""}
    </p>
  );
}

function AskErasure({ people, onClose }: { people: RetentionView["people"]; onClose: () => void }) {
  const erase = useErase();
  const [person, setPerson] = useState("");
  const [early, setEarly] = useState(false);
  if (people.length === 0)
    return (
      <Dialog
        open
        onClose={onClose}
        title="Ask for an erasure"
        description="Of somebody whose account is disabled."
        footer={<Button onClick={onClose}>Close</Button>}
      >
        <p>
          Nobody's account is disabled. Disable it under{" "}
          <Link href="/people" className="text-accent underline hover:no-underline">
            People and roles
          </Link>
          , then ask here.
        </p>
      </Dialog>
    );
  return (
    <ReasonDialog
      title="Ask for an erasure"
      description="Of somebody whose account is disabled. Nothing is erased before a second person grants it."
      go="Ask for it"
      problem={erase.error?.message}
      pending={erase.isPending}
      onClose={onClose}
      onGo={(reason) =>
        person === "" ? setEarly(true) : erase.mutate({ person, reason }, { onSuccess: onClose })
      }
    >
      <Field
        label="Whose words"
        error={early && person === "" ? "Choose whose words are erased." : undefined}
      >
        {(control) => (
          <Select {...control} value={person} onChange={(e) => setPerson(e.target.value)}>
            <option value="">Choose somebody</option>
            {people.map((p) => (
              <option key={p.id} value={p.id}>
                {p.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Preview person={person} />
    </ReasonDialog>
  );
}

const words = {
  grant: { title: "Erase the words of", description: "They cannot be brought back.", go: "Erase them" },
  refuse: { title: "Refuse to erase the words of", description: "Everything stays as it is.", go: "Refuse" },
  withdraw: {
    title: "Take back the erasure of",
    description: "Everything stays as it is.",
    go: "Take it back",
  },
};

function AnswerErasure({ of, answer, onClose }: Answer & { onClose: () => void }) {
  const settle = useSettleErasure();
  const { title, description, go } = words[answer];
  return (
    <ReasonDialog
      title={`${title} ${of.name}`}
      description={description}
      go={go}
      problem={settle.error?.message}
      pending={settle.isPending}
      onClose={onClose}
      onGo={(reason) => settle.mutate({ erasure: of.id, answer, reason }, { onSuccess: onClose })}
    >
      {answer === "grant" ? <Preview person={of.person} /> : null}
    </ReasonDialog>
  );
}
