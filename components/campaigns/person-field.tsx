"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { peopleOptions } from "@/lib/campaigns/client";
import type { Conditions } from "./conditions";

interface PersonFieldProps {
  name: "reviewer" | "fallback";
  label: string;
  hint: string;
  optionalNote?: string;
  /** What is said where nobody is named; without it the field may stay empty. */
  needed?: string;
  /** Whether names are offered: to whoever launches. */
  offered: boolean;
}

/** One person by e-mail or exact name; the browser offers those who can sign in. */
export function PersonField({ name, label, hint, optionalNote, needed, offered }: PersonFieldProps) {
  const { register, control, formState } = useFormContext<Conditions>();
  const typed = useDeferredValue(useWatch({ control, name }).trim());
  const people = useQuery({ ...peopleOptions(typed), enabled: offered });
  const id = useId();
  const found = people.data ?? [];
  const exact = found.find((p) => p.email === typed || p.name === typed);
  return (
    <Field
      label={label}
      hint={hint}
      error={formState.errors[name]?.message}
      required={needed !== undefined}
      {...(optionalNote ? { optionalNote } : {})}
    >
      {(c) => (
        <>
          <Input
            {...c}
            list={id}
            autoComplete="off"
            placeholder="E-mail or exact name"
            {...register(name, { validate: (v) => needed === undefined || v.trim() !== "" || needed })}
          />
          <datalist id={id}>
            {found.map((p) => (
              <option key={p.id} value={p.email ?? p.name}>
                {p.name}
              </option>
            ))}
          </datalist>
          {typed === "" || !people.isSuccess || people.isFetching ? null : (
            <p className="text-sm text-ink-2">
              {exact
                ? `${exact.name} can sign in and review.`
                : found.length > 0
                  ? "Choose one of the list, or type the whole e-mail or name."
                  : "Nobody else who can sign in is called this; the directory is searched at launch."}
            </p>
          )}
        </>
      )}
    </Field>
  );
}
