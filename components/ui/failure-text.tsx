import { Copyable } from "./copyable";

/** The number under which the server kept the cause, if the error carries one. */
export function failureNumber(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" && error.digest !== "" ? error.digest : null;
}

/** What to tell someone whose page failed: what it means for their work, and the number to pass on. */
export function FailureText({ error }: { error: unknown }) {
  const number = failureNumber(error);
  return (
    <>
      <h1 className="text-xl">This page could not be shown</h1>
      <p className="mt-2 text-ink-2">
        Something failed on our side. What was already recorded is safe; what you were typing may be lost.
        Load the page again. If it fails again, tell whoever runs this server
        {number ? " and give them this number:" : " what you were doing."}
      </p>
      {number ? <Copyable text={number} what="error number" className="mt-1" /> : null}
    </>
  );
}
