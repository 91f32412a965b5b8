import Link from "next/link";
import { Disclosure } from "@/components/ui/disclosure";

/** How a receipt is checked without this server. */
export function ReceiptHelp() {
  return (
    <Disclosure summary="How to check a receipt without this server" className="mt-2">
      <div className="grid max-w-prose gap-2">
        <p>
          A proof is a small file that holds your decision as it was recorded and leads from there to a signed
          state of the log. Nobody can change the decision afterwards without the proof no longer fitting.
        </p>
        <p>
          Take <code>verify.mjs</code>, which lies in every evidence pack, and the log’s public key, which
          whoever keeps the log can give you and which stands on the{" "}
          <Link href="/log" prefetch={false} className="text-accent underline underline-offset-2">
            log’s page
          </Link>{" "}
          for those who may read it. On any computer with Node.js:
        </p>
        <pre className="overflow-x-auto rounded-md bg-sunken px-3 py-2 text-sm">
          node verify.mjs decision-1204.tlog-proof --vkey log.vkey
        </pre>
        <p>
          It says what was recorded, by whom and when, and whether the log that holds it is signed by that
          key.
        </p>
      </div>
    </Disclosure>
  );
}
