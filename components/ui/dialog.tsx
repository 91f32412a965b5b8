"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { cn } from "./cn";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Actions; the one that goes on stands last. */
  footer?: ReactNode;
  /** The title is read out but not drawn, and so is the close button. */
  bare?: boolean;
  className?: string;
  children: ReactNode;
}

const CONTROLS = "input, select, textarea, button, a[href]";

/**
 * The browser's modal dialog: it holds focus, returns it, makes the rest inert and closes on Escape or a press
 * beside it. The content is mounted only while open; what carries `data-autofocus` has focus first, else the first control.
 */
export function Dialog({
  open,
  onClose,
  title,
  description,
  footer,
  bare = false,
  className,
  children,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    const opener = document.activeElement;
    return () => {
      // A dialog that is taken away open gives nothing back by itself.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && opener instanceof HTMLElement && opener.isConnected)
          opener.focus({ preventScroll: true });
      });
    };
  }, [open]);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      const first =
        dialog.querySelector<HTMLElement>("[data-autofocus]") ?? dialog.querySelector<HTMLElement>(CONTROLS);
      first?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={ref}
      closedby="any"
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      className={cn(
        "m-auto max-h-[min(40rem,calc(100dvh-2rem))] w-[min(32rem,calc(100vw-2rem))] flex-col overflow-hidden rounded-lg border border-line-strong bg-panel text-ink shadow-overlay backdrop:bg-backdrop open:flex",
        className,
      )}
    >
      {open ? (
        <>
          <div className={bare ? "sr-only" : "shrink-0 px-5 pt-4 pr-14"}>
            <h2 id={`${id}-title`} className="text-lg">
              {title}
            </h2>
            {description ? (
              <p id={`${id}-description`} className="mt-1 text-ink-2">
                {description}
              </p>
            ) : null}
          </div>
          <div className={cn("min-h-0 overflow-y-auto", bare ? "" : "px-5 py-4")}>{children}</div>
          {footer ? (
            <div className="flex shrink-0 flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </div>
          ) : null}
          {bare ? null : (
            <button
              type="button"
              onClick={() => ref.current?.close()}
              className="absolute top-3 right-3 flex size-8 items-center justify-center rounded-md text-ink-2 hover:bg-sunken hover:text-ink"
            >
              <X aria-hidden className="size-4" strokeWidth={1.75} />
              <span className="sr-only">Close</span>
            </button>
          )}
        </>
      ) : null}
    </dialog>
  );
}
