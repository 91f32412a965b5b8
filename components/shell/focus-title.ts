"use client";

import { useEffect, useRef } from "react";

/**
 * For a control that its own act takes off the page: call what this returns when the act has succeeded, and focus goes
 * to the page's title once the control is gone, instead of to nowhere.
 */
export function useFocusTitleAfter(): () => void {
  const acted = useRef(false);
  useEffect(
    () => () => {
      if (acted.current) document.querySelector<HTMLElement>("main h1")?.focus();
    },
    [],
  );
  return () => {
    acted.current = true;
  };
}
