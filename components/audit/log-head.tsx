"use client";

import type { ReactNode } from "react";
import { Copyable } from "@/components/ui/copyable";
import { Disclosure } from "@/components/ui/disclosure";
import { instant } from "./instant";

interface Head {
  name: string | null;
  vkey: string | null;
  size: number;
  root: string | null;
  note: string | null;
  at: string | null;
  waiting: number;
}

interface LogHeadProps {
  head: Head;
  /** Names of the witnesses that signed the newest checkpoint too. */
  cosigners: readonly string[];
}

/** The signed head of the log, on top of each of its pages. */
export function LogHead({ head, cosigners }: LogHeadProps) {
  return (
    <section
      aria-label="Head of the log"
      className="mt-4 grid gap-x-8 gap-y-3 rounded-lg border border-line bg-panel px-4 py-3 sm:grid-cols-[auto_auto_minmax(0,1fr)]"
    >
      <Figure label="Sealed entries">
        <span className="text-lg font-semibold">{head.size.toLocaleString("en-GB")}</span>
        <span className="block text-sm text-ink-2">
          {head.waiting > 0
            ? `${head.waiting.toLocaleString("en-GB")} waiting for the next seal`
            : "nothing waits for a seal"}
        </span>
      </Figure>
      <Figure label="Last sealed">
        {head.at ? instant(head.at) : "nothing is sealed yet"}
        <span className="block text-sm text-ink-2">{cosignedWords(cosigners)}</span>
      </Figure>
      <Figure label="Root">
        {head.root ? (
          <Copyable text={head.root} what="root hash" className="font-mono text-sm" />
        ) : (
          "none yet"
        )}
      </Figure>
      <Disclosure summary="Key and signed checkpoint" className="sm:col-span-3">
        <div className="grid gap-3">
          <Figure label="Public key">
            {head.vkey ? (
              <Copyable text={head.vkey} what="public key" className="font-mono text-sm" />
            ) : (
              "made with the first seal"
            )}
          </Figure>
          {head.note ? (
            <Figure label="Checkpoint, to the byte">
              <pre className="overflow-x-auto text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
                {head.note}
              </pre>
            </Figure>
          ) : null}
        </div>
      </Disclosure>
    </section>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="text-sm text-ink-2">{label}</p>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** "cosigned by audit.example and risk.example", or that nobody did. */
export function cosignedWords(cosigners: readonly string[]): string {
  if (cosigners.length === 0) return "signed by this log alone";
  const last = cosigners.at(-1) ?? "";
  return `cosigned by ${cosigners.length === 1 ? last : `${cosigners.slice(0, -1).join(", ")} and ${last}`}`;
}
