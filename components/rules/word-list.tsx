"use client";

import { X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Input } from "@/components/ui/input";

interface ChipsProps {
  items: readonly { key: string; label: string }[];
  onRemove: (key: string) => void;
  children: ReactNode;
}

/** Words that were taken, each with a way out, and behind them where the next is typed. */
export function Chips({ items, onRemove, children }: ChipsProps) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-1.5 align-middle">
      {items.map(({ key, label }) => (
        <span
          key={key}
          className="inline-flex min-h-7 max-w-full items-center gap-1 rounded-md border border-line-strong bg-sunken pl-2 text-sm"
        >
          <span className="min-w-0 [overflow-wrap:anywhere]">{label}</span>
          <button
            type="button"
            onClick={() => onRemove(key)}
            className="flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 hover:text-ink"
          >
            <X aria-hidden className="size-3.5" strokeWidth={1.75} />
            <span className="sr-only">Take out {label}</span>
          </button>
        </span>
      ))}
      {children}
    </span>
  );
}

interface WordListProps {
  /** Says what is listed: "Departments". */
  label: string;
  words: readonly string[];
  onChange: (words: string[]) => void;
  suggestions?: readonly string[];
  placeholder?: string;
}

/** A list of words; Enter, a comma or leaving the field takes what was typed. */
export function WordList({ label, words, onChange, suggestions = [], placeholder = "Add" }: WordListProps) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const take = (text: string) => {
    const word = text.trim();
    if (word !== "" && !words.some((w) => w.toLowerCase() === word.toLowerCase())) onChange([...words, word]);
    setTyped("");
  };
  return (
    <Chips
      items={words.map((w) => ({ key: w, label: w }))}
      onRemove={(word) => onChange(words.filter((w) => w !== word))}
    >
      <Input
        aria-label={label}
        list={id}
        autoComplete="off"
        value={typed}
        placeholder={placeholder}
        className="h-7 w-44 text-sm"
        onChange={(e) => {
          const text = e.target.value;
          if (text.endsWith(",") || suggestions.includes(text)) take(text.replace(/,$/u, ""));
          else setTyped(text);
        }}
        onKeyDown={(e) => {
          if (e.key !== "Enter") return;
          e.preventDefault();
          take(typed);
        }}
        onBlur={() => take(typed)}
      />
      <datalist id={id}>
        {suggestions.map((s) => (
          <option key={s} value={s} />
        ))}
      </datalist>
    </Chips>
  );
}
