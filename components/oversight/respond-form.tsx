"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { PerformerSearch } from "@/components/workpaper/performer-search";
import { useRetryKey } from "@/components/workpaper/retry-key";
import { useRespond, useWithhold } from "@/lib/oversight/client";

type Choice = "no_action" | "re_review" | "other";

/** The control owner's answer to the figures as they stand above. */
export function RespondForm({ campaign, figures }: { campaign: string; figures: string }) {
  const router = useRouter();
  const act = useRespond(campaign);
  const [choice, setChoice] = useState<Choice>("no_action");
  const [words, setWords] = useState("");
  const key = useRetryKey();
  const [performer, setPerformer] = useState<{ id: string; name: string } | null>(null);
  const again = choice === "re_review";
  const ready = words.trim().length >= 3 && (!again || performer !== null);
  const done = () => {
    setWords("");
    key.done();
    router.refresh();
  };
  return (
    <form
      className="grid max-w-[40rem] gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || act.isPending) return;
        const answer = { figures, choice, words, ...(again && performer ? { performer: performer.id } : {}) };
        act.mutate({ ...answer, key: key.keyOf(answer) }, { onSuccess: done });
      }}
    >
      <Field label="What you do about these figures">
        {(c) => (
          <Select {...c} value={choice} onChange={(e) => setChoice(e.target.value as Choice)}>
            <option value="no_action">Nothing more</option>
            <option value="re_review">Have a sample of 29 kept items reviewed again</option>
            <option value="other">Something else</option>
          </Select>
        )}
      </Field>
      {again ? (
        <Field
          label="Who reviews the sample again"
          hint="Choose somebody who had no part in this campaign. They see the sealed evidence, without the draft and without the first decision."
        >
          {(c) => (
            <PerformerSearch control={c} campaign={campaign} chosen={performer} onChoose={setPerformer} />
          )}
        </Field>
      ) : null}
      <Field label="Why, in your words" error={act.error?.message}>
        {(c) => <Textarea {...c} rows={3} value={words} onChange={(e) => setWords(e.target.value)} />}
      </Field>
      <Button type="submit" className="w-fit" disabled={act.isPending || !ready}>
        Record your answer
      </Button>
    </form>
  );
}

/** Leaves one section out of report and pack, visibly. */
export function WithholdForm({
  campaign,
  sections,
}: {
  campaign: string;
  sections: { id: string; title: string }[];
}) {
  const router = useRouter();
  const act = useWithhold(campaign);
  const key = useRetryKey();
  const [section, setSection] = useState(sections[0]?.id ?? "");
  const [words, setWords] = useState("");
  const chosen = ["pull", "agreement", "directions", "challenges", "pace", "index", "teams"] as const;
  return (
    <form
      className="grid max-w-[40rem] gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const found = chosen.find((s) => s === section);
        if (!found || act.isPending) return;
        const left = { section: found, words };
        act.mutate({ ...left, key: key.keyOf(left) }, { onSuccess: () => router.refresh() });
      }}
    >
      <Field
        label="Leave out"
        hint="Your name, the day and your reason are printed in its place. It cannot be taken back."
      >
        {(c) => (
          <Select {...c} value={section} onChange={(e) => setSection(e.target.value)}>
            {sections.map((s) => (
              <option key={s.id} value={s.id}>
                {s.title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Why" error={act.error?.message}>
        {(c) => <Textarea {...c} rows={2} value={words} onChange={(e) => setWords(e.target.value)} />}
      </Field>
      <Button type="submit" className="w-fit" disabled={act.isPending || words.trim().length < 3}>
        Leave it out
      </Button>
    </form>
  );
}
