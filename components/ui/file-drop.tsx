"use client";

import { type ComponentProps, type DragEvent, useId, useRef, useState } from "react";
import { cn } from "./cn";

interface FileDropProps extends Omit<ComponentProps<"input">, "type" | "onChange" | "value"> {
  label: string;
  /** What may be given, in one sentence. */
  hint: string;
  error?: string | undefined;
  onFiles: (files: File[]) => void;
}

/** A file field that also takes what is dropped on it. The field itself stays usable by keyboard. */
export function FileDrop({ label, hint, error, onFiles, className, multiple, ...rest }: FileDropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [names, setNames] = useState<string[]>([]);

  function take(list: FileList | null) {
    const files = Array.from(list ?? []).slice(0, multiple ? undefined : 1);
    if (files.length === 0) return;
    setNames(files.map((file) => file.name));
    onFiles(files);
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }

  return (
    <div className={cn("grid content-start gap-1", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping has no keyboard form; the field inside does the same. */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cn(
          "rounded-lg border border-dashed border-control bg-panel px-4 py-5",
          over && "border-solid border-accent bg-selected",
          error && "border-finding",
        )}
      >
        <input
          ref={input}
          id={id}
          type="file"
          multiple={multiple}
          onChange={(event) => take(event.currentTarget.files)}
          aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
          aria-invalid={error ? true : undefined}
          className="w-full min-w-0 text-ink-2 file:mr-3 file:h-8 file:rounded-md file:border file:border-line-strong file:bg-panel file:px-3 file:text-ink hover:file:bg-sunken"
          {...rest}
        />
        <p id={`${id}-hint`} className="mt-2 text-sm text-ink-2">
          {hint} Files can also be dropped here.
        </p>
        <p role="status" className="text-sm text-ink-2 empty:hidden">
          {names.length > 1 ? `${names.length} files: ${names.join(", ")}` : ""}
        </p>
      </div>
      {error ? (
        <p id={`${id}-error`} className="text-sm text-finding">
          {error}
        </p>
      ) : null}
    </div>
  );
}
