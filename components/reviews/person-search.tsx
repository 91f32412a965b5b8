"use client";

import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import { cn } from "@/components/ui/cn";
import type { FieldControl } from "@/components/ui/field";
import { foundOf } from "@/components/ui/found";
import { Input } from "@/components/ui/input";
import { peopleOptions } from "@/lib/reviews/client";

interface Person {
  id: string;
  name: string;
}
type Find = (q: string) => ReturnType<typeof peopleOptions>;

export interface PersonSearchProps {
  control: FieldControl;
  chosen: Person | null;
  /** `null` once the text is no longer the chosen person's name. */
  onChoose: (person: Person | null) => void;
  /** Where people are looked up; all who can sign in, unless given. */
  find?: Find;
  /** What is said where nobody is found. */
  nobody?: string;
}

const anybody: Find = (q) => peopleOptions(q, true);

/** Finds one person by a part of their name, oneself among them. Arrows move, Enter takes, Escape closes the list. */
export function PersonSearch({
  control,
  chosen,
  onChoose,
  find = anybody,
  nobody = "Nobody of that name can sign in.",
}: PersonSearchProps) {
  const [q, setQ] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const asked = useDeferredValue(q);
  const people = useQuery({ ...find(asked), enabled: open });
  const { state, list: found } = foundOf(people, asked, q);
  const listId = `${control.id}-list`;
  const active = open ? found[at] : undefined;

  const take = (person: Person) => {
    onChoose(person);
    setOpen(false);
    setQ("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      else if (found.length > 0)
        setAt((i) => (i + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      if (active) take(active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };

  return (
    <div className="min-w-0">
      <Input
        {...control}
        role="combobox"
        autoComplete="off"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
        placeholder="Part of a name"
        value={chosen ? chosen.name : q}
        onChange={(event) => {
          if (chosen) onChoose(null);
          setQ(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onClick={() => setOpen(!chosen)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {open ? (
        <div
          ref={(list) => list?.scrollIntoView({ block: "nearest" })}
          className="mt-1 max-h-40 overflow-y-auto rounded-md border border-line-strong bg-panel py-1"
        >
          <div id={listId} role="listbox" aria-label="People" tabIndex={-1}>
            {found.map((person, index) => (
              <button
                key={person.id}
                id={`${listId}-${person.id}`}
                type="button"
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                // The field keeps focus, or its blur would close the list before the press counts.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(person)}
                className={cn(
                  "block w-full px-2.5 py-1 text-left",
                  index === at ? "bg-selected" : "hover:bg-sunken",
                )}
              >
                {person.name} <span className="text-sm text-ink-3">{person.email}</span>
              </button>
            ))}
          </div>
          {found.length > 0 ? null : (
            <p role="status" className="px-2.5 py-1 text-ink-2">
              {state === "found"
                ? nobody
                : state === "failed"
                  ? `People could not be looked up: ${people.error?.message}`
                  : "Searching…"}
            </p>
          )}
        </div>
      ) : null}
    </div>
  );
}
