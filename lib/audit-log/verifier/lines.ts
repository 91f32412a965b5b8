/** What a person is told of a verdict, in a terminal as on a page. */
import type { Check } from "@/lib/audit-log/verifier/check";
import type { Verdict } from "@/lib/audit-log/verifier/verify-pack";

/** The result for a person: a line for each check, and the conclusion. */
export function linesFor(pack: string, { ok, checks }: Verdict): string[] {
  const receipt = checks[0]?.name === "inclusion" && checks.length === 3;
  const wrong = checks.filter((check) => check.ok === false).map((check) => check.name);
  const unsaid = checks.filter((check) => check.ok === null).map((check) => check.name);
  return [
    `${receipt ? "Receipt" : "Evidence pack"} ${pack}`,
    ...checks.map((check) => `  ${wordFor(check)} ${check.name.padEnd(13)} ${check.detail}`),
    ok ? "All checks hold." : `Something is wrong: ${wrong.join(", ")}.`,
    ...(unsaid.length > 0
      ? [`This ${receipt ? "receipt" : "pack"} alone does not answer: ${unsaid.join(", ")}.`]
      : []),
  ];
}

function wordFor({ ok }: Check): string {
  return ok === null ? "open " : ok ? "holds" : "WRONG";
}
