import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Crumb {
  label: string;
  href: string;
}

interface PageHeaderProps {
  title: string;
  /** The pages above this one, outermost first. */
  crumbs?: readonly Crumb[];
  /** One line under the title. */
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

export function PageHeader({ title, crumbs = [], description, actions, className }: PageHeaderProps) {
  return (
    <header className={cn("flex flex-wrap items-end justify-between gap-x-6 gap-y-3", className)}>
      <div className="min-w-0">
        {crumbs.length > 0 ? (
          <nav aria-label="Breadcrumb">
            <ol className="flex flex-wrap text-sm text-ink-2">
              {crumbs.map((crumb) => (
                <li key={crumb.href} className="flex items-center">
                  <Link href={crumb.href} className="py-0.5 hover:text-ink hover:underline">
                    {crumb.label}
                  </Link>
                  <span aria-hidden className="px-1.5 text-ink-3">
                    ›
                  </span>
                </li>
              ))}
            </ol>
          </nav>
        ) : null}
        <h1 tabIndex={-1} className="w-fit text-xl">
          {title}
        </h1>
        {description ? <div className="mt-1 max-w-[72ch] text-ink-2">{description}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}
