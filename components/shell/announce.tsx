"use client";

import { useEffect, useState } from "react";

type Urgency = "polite" | "assertive";

let sink: ((text: string, urgency: Urgency) => void) | null = null;

/**
 * Says something to those who listen, once: "Removed, saved". `assertive` only for what went wrong.
 * Without a mounted LiveRegion it says nothing.
 */
export function announce(text: string, urgency: Urgency = "polite"): void {
  sink?.(text, urgency);
}

/** The page's one place for announcements; the shell mounts it. */
export function LiveRegion() {
  const [said, setSaid] = useState({ polite: "", assertive: "" });

  useEffect(() => {
    const mine = (text: string, urgency: Urgency) => {
      // The same words twice are a change only if something differs.
      setSaid((before) => ({ ...before, [urgency]: before[urgency] === text ? `${text}\u00a0` : text }));
    };
    sink = mine;
    return () => {
      if (sink === mine) sink = null;
    };
  }, []);

  return (
    <>
      <p role="status" className="sr-only">
        {said.polite}
      </p>
      <p role="alert" className="sr-only">
        {said.assertive}
      </p>
    </>
  );
}
