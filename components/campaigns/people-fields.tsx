import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useRef, useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { foundOf } from "@/components/ui/found";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import { peopleOptions } from "@/lib/campaigns/client";
import type { Conditions } from "./conditions";

const MOST = 50;

/** Who looks a second time, whom items may be lent to, and what each reviewer reads first; frozen at launch. */
export function PeopleFields({ mayLaunch }: { mayLaunch: boolean }) {
  const { register, control, formState } = useFormContext<Conditions>();
  const pool = useWatch({ control, name: "pool" });
  const lending = useWatch({ control, name: "delegation" });
  return (
    <>
      {mayLaunch ? <Pool /> : null}
      <RadioGroup
        legend="Whom a reviewer may lend open items to, until a day"
        input={register("delegation", {
          validate: (to, form) =>
            to !== "pool" ||
            form.pool.length > 0 ||
            "Add somebody who looks a second time, or choose otherwise.",
        })}
        error={formState.errors.delegation?.message}
        options={[
          { value: "anyone", label: "Anybody who can sign in" },
          { value: "department", label: "People of their own department" },
          {
            value: "pool",
            label: "Those who look a second time",
            ...(lending === "pool" && pool.length === 0 ? { hint: "Nobody is among them yet." } : {}),
          },
        ]}
      />
      <Field
        label="What reviewers read before they begin"
        hint="Each confirms it once. How they are seen to work, and that some items are made up where they are, is added by itself."
        error={formState.errors.briefing?.message}
        required
      >
        {(c) => (
          <Textarea
            {...c}
            rows={6}
            maxLength={4_000}
            {...register("briefing", {
              validate: (v) => v.trim() !== "" || "Say what is asked of reviewers.",
            })}
          />
        )}
      </Field>
    </>
  );
}

/** People by part of their name, each taken in by a press and out by another. */
function Pool() {
  const { setValue, control, trigger, formState } = useFormContext<Conditions>();
  const { errors } = formState;
  const pool = useWatch({ control, name: "pool" });
  const [q, setQ] = useState("");
  const typed = useDeferredValue(q.trim());
  const people = useQuery({ ...peopleOptions(typed), enabled: typed !== "" });
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { state, list } = foundOf(people, typed, q.trim());
  const found = list.filter((p) => !pool.some((m) => m.id === p.id)).slice(0, 6);
  const set = (next: Conditions["pool"], words: string) => {
    setValue("pool", next, { shouldDirty: true, shouldValidate: true });
    // It may have been refused for want of anybody here.
    if (errors.delegation) void trigger("delegation");
    setQ("");
    announce(words);
    // The button that was pressed goes with its row.
    field.current?.focus();
  };
  return (
    <div className="grid gap-2">
      <Field
        label="Who looks a second time"
        optionalNote="the fallback, where left empty"
        hint="Where keeping privileged access takes a second person and the application's owner cannot be it."
      >
        {(c) => (
          <Input
            {...c}
            ref={field}
            autoComplete="off"
            placeholder="Part of a name"
            disabled={pool.length >= MOST}
            aria-controls={listId}
            value={q}
            onChange={(event) => setQ(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
              event.preventDefault();
              const [first] = found;
              if (first && q.trim() !== "")
                set([...pool, { id: first.id, name: first.name }], `${first.name} added`);
            }}
          />
        )}
      </Field>
      <div id={listId}>
        {q.trim() === "" ? null : found.length > 0 ? (
          <ul aria-label="People to add" className="rounded-md border border-line py-1">
            {found.map((p) => (
              <li key={p.id}>
                <button
                  type="button"
                  className="w-full px-2.5 py-1 text-left [overflow-wrap:anywhere] hover:bg-sunken"
                  onClick={() => set([...pool, { id: p.id, name: p.name }], `${p.name} added`)}
                >
                  {p.name} <span className="text-sm text-ink-3">{p.email}</span>
                </button>
              </li>
            ))}
          </ul>
        ) : state === "waiting" ? null : state === "failed" ? (
          <p role="alert" className="text-sm text-finding">
            People could not be looked up: {people.error?.message}
          </p>
        ) : (
          <p role="status" className="text-sm text-ink-2">
            Nobody else who can sign in is called this.
          </p>
        )}
      </div>
      {pool.length > 0 ? (
        <ul aria-label="Who looks a second time" className="grid divide-y divide-line border-y border-line">
          {pool.map((p) => (
            <li key={p.id} className="flex items-center justify-between gap-3 py-1">
              <span className="min-w-0 [overflow-wrap:anywhere]">{p.name}</span>
              <Button
                size="sm"
                variant="quiet"
                aria-label={`Take out ${p.name}`}
                onClick={() =>
                  set(
                    pool.filter((m) => m.id !== p.id),
                    `${p.name} taken out`,
                  )
                }
              >
                Take out
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
