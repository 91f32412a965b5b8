"use client";

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { cn } from "./cn";

export interface Tab {
  id: string;
  label: string;
  /** A count beside the label. */
  count?: number;
  panel: ReactNode;
}

interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  /** The open tab and its setter, when the page keeps it in the address. */
  value?: string;
  onChange?: (id: string) => void;
}

/** Tabs that open on arrow keys. Only the open panel is mounted. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  const base = useId();
  const [inner, setInner] = useState(tabs[0]?.id ?? "");
  const list = useRef<HTMLDivElement>(null);
  const open = value ?? inner;
  const at = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === open),
  );

  function show(index: number) {
    const tab = tabs[(index + tabs.length) % tabs.length];
    if (!tab) return;
    setInner(tab.id);
    onChange?.(tab.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(tab.id)}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    show(target);
  }

  const current = tabs[at];
  return (
    <div>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="flex flex-wrap gap-x-4 border-b border-line"
      >
        {tabs.map((tab, index) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            data-tab={tab.id}
            id={`${base}-${tab.id}-tab`}
            aria-selected={index === at}
            aria-controls={index === at ? `${base}-${tab.id}-panel` : undefined}
            tabIndex={index === at ? 0 : -1}
            onClick={() => show(index)}
            className={cn(
              "-mb-px h-9 border-b-2 border-transparent text-ink-2 hover:text-ink",
              index === at && "border-ink font-medium text-ink",
            )}
          >
            {tab.label}
            {tab.count === undefined ? null : (
              <span className="ml-1.5 font-normal text-ink-3">{tab.count}</span>
            )}
          </button>
        ))}
      </div>
      {current ? (
        <div
          key={current.id}
          role="tabpanel"
          id={`${base}-${current.id}-panel`}
          aria-labelledby={`${base}-${current.id}-tab`}
          className="pt-4"
        >
          {current.panel}
        </div>
      ) : null}
    </div>
  );
}
