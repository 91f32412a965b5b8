"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { Input } from "@/components/ui/input";
import type { EntitlementRef } from "@/lib/evidence/rules";
import { entitlementOptions } from "@/lib/rules/client";
import { Chips } from "./word-list";

interface EntitlementListProps {
  label: string;
  refs: readonly EntitlementRef[];
  onChange: (refs: EntitlementRef[]) => void;
}

const keyOf = (ref: EntitlementRef) => JSON.stringify([ref.application, ref.entitlement]);
const labelOf = (ref: EntitlementRef) => ref.label ?? `${ref.entitlement} in ${ref.application}`;

/** One side of a separation of duties: entitlements of the sources in force, found by a part of their name. */
export function EntitlementList({ label, refs, onChange }: EntitlementListProps) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const sought = useDeferredValue(typed.trim());
  const { data: found = [], isFetching } = useQuery({
    ...entitlementOptions(sought),
    enabled: sought.length > 1,
  });
  const take = (text: string) => {
    const ref = found.find((f) => f.label === text);
    if (!ref) return setTyped(text);
    if (!refs.some((r) => keyOf(r) === keyOf(ref))) onChange([...refs, ref]);
    setTyped("");
  };
  const unmatched = sought.length > 1 && !isFetching && found.length === 0;
  return (
    <Chips
      items={refs.map((r) => ({ key: keyOf(r), label: labelOf(r) }))}
      onRemove={(key) => onChange(refs.filter((r) => keyOf(r) !== key))}
    >
      <Input
        aria-label={label}
        list={id}
        autoComplete="off"
        value={typed}
        placeholder="Find an entitlement"
        className="h-7 w-64 max-w-full text-sm"
        onChange={(e) => take(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== "Enter") return;
          e.preventDefault();
          take(found.length === 1 ? (found[0]?.label ?? typed) : typed);
        }}
      />
      <datalist id={id}>
        {sought.length > 1 ? found.map((f) => <option key={keyOf(f)} value={f.label} />) : null}
      </datalist>
      {unmatched ? <span className="text-sm text-ink-2">No source in force has one called this.</span> : null}
    </Chips>
  );
}
