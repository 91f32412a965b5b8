"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { useNote } from "@/lib/oversight/workpaper-client";
import { type Attribute, judgements, judgementWords } from "@/lib/oversight/workpaper-schema";
import { useRetryKey } from "./retry-key";

interface NoteFormProps {
  workpaper: string;
  attribute: Attribute;
  /** Not there for a conclusion on the attribute. */
  item?: string;
}

/** The auditor's own judgement and words; they stand beside what code found and change nothing of it. */
export function NoteForm({ workpaper, attribute, item }: NoteFormProps) {
  const note = useNote(workpaper);
  const retry = useRetryKey();
  const [judgement, setJudgement] = useState("");
  const [words, setWords] = useState("");
  const chosen = judgements.find((j) => j === judgement);
  const said = words.trim();
  const record = () => {
    const given = {
      attribute,
      ...(item ? { item } : {}),
      ...(chosen ? { judgement: chosen } : {}),
      ...(said ? { words: said } : {}),
    };
    note.mutate(
      { ...given, key: retry.keyOf(given) },
      {
        onSuccess: () => {
          retry.done();
          setJudgement("");
          setWords("");
        },
      },
    );
  };
  return (
    <form
      className="grid max-w-[30rem] gap-2 text-left"
      onSubmit={(e) => {
        e.preventDefault();
        record();
      }}
    >
      <Field label="Judgement" hideLabel>
        {(c) => (
          <Select {...c} value={judgement} onChange={(e) => setJudgement(e.target.value)}>
            <option value="">Comment only</option>
            {judgements.map((j) => (
              <option key={j} value={j}>
                {judgementWords[j]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Comment" hideLabel>
        {(c) => (
          <Textarea
            {...c}
            rows={2}
            maxLength={2000}
            placeholder="In your own words"
            value={words}
            onChange={(e) => setWords(e.target.value)}
          />
        )}
      </Field>
      {note.isError ? (
        <p role="alert" className="text-sm text-finding">
          {note.error.message}
        </p>
      ) : null}
      <Button type="submit" className="w-fit" disabled={note.isPending || (!chosen && said === "")}>
        Record it
      </Button>
    </form>
  );
}
