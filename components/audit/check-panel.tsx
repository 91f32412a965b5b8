"use client";

import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { type FoundInLog, logHref } from "@/lib/audit-log/client";
import { CheckLines } from "./check-lines";
import { LeafBytes } from "./leaf-bytes";
import { LogEntries } from "./log-entries";
import { ProofView } from "./proof-view";
import { type CheckResult, useCheck } from "./use-check";

/** Paste a receipt, a hash, an id or a place: whether it is in the log, where, and what proves it. */
export function CheckPanel({ vkey }: { vkey: string | null }) {
  const [pasted, setPasted] = useState("");
  const checked = useCheck(vkey);
  return (
    <div className="mt-5 grid gap-6">
      <form
        className="grid max-w-[72ch] gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          checked.mutate(pasted);
        }}
      >
        <Field
          label="What to look for"
          hint="A receipt (the text of a .tlog-proof), an entry’s hash, its first eight digits, an id of a decision, or a place such as #120. A receipt is read and checked here; only its hash and size are sent."
        >
          {(control) => (
            <Textarea
              {...control}
              rows={5}
              value={pasted}
              spellCheck={false}
              className="font-mono text-sm"
              onChange={(event) => setPasted(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) checked.mutate(pasted);
              }}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="filled" disabled={checked.isPending}>
            Look for it
          </Button>
          <FromFile
            onText={(text) => {
              setPasted(text);
              checked.mutate(text);
            }}
          />
        </div>
      </form>
      <div role="status" className="grid gap-4 empty:hidden">
        {checked.isError ? (
          <Callout title="Not checked" tone="attention">
            {checked.error.message}
          </Callout>
        ) : null}
        {checked.data ? <Result result={checked.data} /> : null}
      </div>
    </div>
  );
}

function FromFile({ onText }: { onText: (text: string) => void }) {
  return (
    <label className="inline-flex h-8 cursor-pointer items-center rounded-md border border-line-strong bg-panel px-3 hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus">
      Choose a file
      <input
        type="file"
        accept=".tlog-proof,text/plain"
        className="sr-only"
        onChange={async (event) => {
          const file = event.target.files?.[0];
          if (file) onText(await file.text());
          event.target.value = "";
        }}
      />
    </label>
  );
}

function Result({ result }: { result: CheckResult }) {
  if (result.is === "nothing") return <Callout title="Not found">{result.sentence}</Callout>;
  if (result.is === "found") {
    return (
      <>
        <p>
          {result.found.rows.length === 0 ? "No entry is about it." : "These entries are what it is about."}
        </p>
        <About found={result.found} />
        <LogEntries rows={result.found.rows} follow={{}} />
      </>
    );
  }
  return <OfProof {...result} />;
}

function OfProof({ pasted, proof, found, past }: Extract<CheckResult, { is: "proof" }>) {
  const here = found?.rows.find((row) => row.hash === proof.leafHash);
  const good = proof.checks[0]?.ok === true && here?.index === proof.index;
  return (
    <>
      <h2 className="text-lg">
        {good
          ? `It is in the log, at #${proof.index.toLocaleString("en-GB")}.`
          : here
            ? "The entry is in the log, but this receipt does not prove it."
            : "It is not in this log."}
      </h2>
      {here ? (
        <LogEntries rows={[here]} follow={{}} />
      ) : (
        <Callout title="No such entry" tone="finding">
          This log has no sealed entry with the hash {proof.leafHash}.
        </Callout>
      )}
      {pasted && past.length > 0 ? <CheckLines checks={past} /> : null}
      <ProofView proof={proof} />
      {proof.leaf === null ? null : <LeafBytes leaf={proof.leaf} />}
    </>
  );
}

function About({ found }: { found: FoundInLog }) {
  if (!found.about) return null;
  return (
    <p>
      <Link
        href={logHref({ [found.about.is]: found.about.id })}
        prefetch={false}
        className="text-accent underline underline-offset-2"
      >
        Everything in the log about {found.about.name}
      </Link>
    </p>
  );
}
