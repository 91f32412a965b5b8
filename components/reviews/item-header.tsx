import type { ReactNode } from "react";
import { Copyable } from "@/components/ui/copyable";
import { tieDates } from "@/components/ui/time-distance";
import { ITEM_TITLE_ID } from "./item-title";

export interface ItemPathPart {
  text: string;
  /** What it is, if it is a technical name worth copying: "role name". */
  copy?: string;
}

export interface ItemHeaderProps {
  /** From the application inwards: "SAP Finance", "FI_PAYMENT_RELEASE", "account PRAMAN". */
  path: readonly ItemPathPart[];
  /** "Priya Raman can release payments". */
  title: string;
  /** What the access allows, and who else has it. */
  allows: string;
  /** Who the person is, for whom they work, and where the description comes from. */
  who: string;
  /** Whom to ask. */
  actions?: ReactNode;
}

export function ItemHeader({ path, title, allows, who, actions }: ItemHeaderProps) {
  return (
    <header className="grid gap-x-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <p className="self-center text-sm text-ink-2 [overflow-wrap:anywhere]">
        {path.map((part, index) => (
          <span key={part.text}>
            {index > 0 ? (
              <span aria-hidden className="text-ink-3">
                {" › "}
              </span>
            ) : null}
            {part.copy ? <Copyable text={part.text} what={part.copy} /> : part.text}
          </span>
        ))}
      </p>
      <h2
        id={ITEM_TITLE_ID}
        tabIndex={-1}
        className="mt-1 rounded-sm text-xl [overflow-wrap:anywhere] sm:col-span-2"
      >
        {title}
      </h2>
      <p className="mt-1 max-w-[64ch] text-lg sm:col-span-2">{tieDates(allows)}</p>
      <p className="mt-1 max-w-[84ch] text-sm text-ink-2 sm:col-span-2">{tieDates(who)}</p>
      {actions ? (
        <div className="flex flex-wrap items-center gap-1.5 max-sm:mt-3 sm:col-start-2 sm:row-start-1">
          {actions}
        </div>
      ) : null}
    </header>
  );
}
