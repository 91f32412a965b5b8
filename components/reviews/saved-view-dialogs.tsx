"use client";

import { type FormEvent, useId, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useRemoveView, useRenameView, useSaveView } from "@/lib/reviews/client";
import type { SavedView } from "@/lib/reviews/saved-views";

interface SaveViewDialogProps {
  search: string;
  /** What the view narrows and groups by, in words. */
  words: string;
  views: readonly SavedView[];
  onClose: () => void;
}

/** Gives the list as it is now a name. */
export function SaveViewDialog({ search, words, views, onClose }: SaveViewDialogProps) {
  const [name, setName] = useState("");
  const save = useSaveView();
  const id = useId();
  const said = name.trim();
  const taken = views.some((view) => view.name.toLowerCase() === said.toLowerCase());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (said === "") return;
    save.mutate(
      { name: said, search },
      {
        onSuccess: () => {
          announce(`Saved as ${said}`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Save this view"
      description={words}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" type="submit" form={id} disabled={said === "" || save.isPending}>
            {taken ? "Replace" : "Save"}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="grid gap-1.5">
        <label htmlFor={`${id}-name`} className="font-medium">
          Name
        </label>
        <Input
          id={`${id}-name`}
          data-autofocus
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          className="pointer-coarse:h-11"
        />
        {taken ? (
          <p className="text-sm text-ink-2">You have a view of this name; this one takes its place.</p>
        ) : null}
        <Failed error={save.error} />
      </form>
    </Dialog>
  );
}

function Failed({ error }: { error: Error | null }) {
  return error ? (
    <p role="alert" className="text-sm text-finding">
      {error.message}
    </p>
  ) : null;
}

interface ManageViewsDialogProps {
  views: readonly SavedView[];
  onClose: () => void;
}

/** One's saved views, each to be renamed or removed. */
export function ManageViewsDialog({ views, onClose }: ManageViewsDialogProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Saved views"
      footer={
        <Button variant="filled" onClick={onClose}>
          Done
        </Button>
      }
    >
      {views.length === 0 ? (
        <p className="text-ink-2">You keep no views now.</p>
      ) : (
        <ul className="grid gap-2">
          {views.map((view) => (
            <ViewLine key={view.id} view={view} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function ViewLine({ view }: { view: SavedView }) {
  const [name, setName] = useState(view.name);
  const rename = useRenameView();
  const remove = useRemoveView();
  const said = name.trim();
  const failed = rename.error ?? remove.error;
  return (
    <li>
      <form
        className="flex gap-2 max-sm:flex-wrap"
        onSubmit={(event) => {
          event.preventDefault();
          if (said !== "" && said !== view.name)
            rename.mutate({ view: view.id, name: said }, { onSuccess: () => announce(`Renamed to ${said}`) });
        }}
      >
        <Input
          aria-label={`Name of ${view.name}`}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          className="min-w-0 flex-1 pointer-coarse:h-11 max-sm:basis-full"
        />
        <Button
          type="submit"
          disabled={said === "" || said === view.name || rename.isPending}
          className="pointer-coarse:h-11"
        >
          Rename
        </Button>
        <Button
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate({ view: view.id }, { onSuccess: () => announce(`${view.name} is removed`) })
          }
          className="pointer-coarse:h-11"
        >
          Remove<span className="sr-only"> {view.name}</span>
        </Button>
      </form>
      <Failed error={failed} />
    </li>
  );
}
