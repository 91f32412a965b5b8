import type { ReactNode } from "react";
import { Copyable } from "@/components/ui/copyable";
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
    <header>
      <div className="flex flex-wrap-reverse items-center justify-between gap-x-4 gap-y-2">
        <p className="flex min-w-0 flex-wrap items-center text-sm text-ink-2">
          {path.map((part, index) => (
            <span key={part.text} className="inline-flex min-w-0 items-center">
              {index > 0 ? (
                <span aria-hidden className="px-1.5 text-ink-3">
                  ›
                </span>
              ) : null}
              {part.copy ? <Copyable text={part.text} what={part.copy} /> : <span>{part.text}</span>}
            </span>
          ))}
        </p>
        {actions ? <div className="flex flex-wrap gap-1.5">{actions}</div> : null}
      </div>
      <h2 id={ITEM_TITLE_ID} tabIndex={-1} className="mt-1 rounded-sm text-xl">
        {title}
      </h2>
      <p className="mt-1 max-w-[64ch] text-lg">{allows}</p>
      <p className="mt-1 max-w-[80ch] text-sm text-ink-2">{who}</p>
    </header>
  );
}
