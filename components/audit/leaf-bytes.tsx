import { Copyable } from "@/components/ui/copyable";
import { leafHashOf, sha256Pure, toUtf8 } from "@/lib/audit-log/client";

/** An entry as it was hashed, to the byte, beside the same laid out to be read; and its hash, computed here. */
export function LeafBytes({ leaf }: { leaf: string }) {
  const bytes = toUtf8(leaf);
  return (
    <section aria-labelledby="leaf-bytes" className="grid min-w-0 gap-3">
      <h2 id="leaf-bytes" className="text-lg">
        The entry itself
      </h2>
      <p className="text-ink-2">
        {bytes.length.toLocaleString("en-GB")} bytes. SHA-256 over a zero byte and these:{" "}
        <Copyable text={leafHashOf(sha256Pure, bytes)} what="leaf hash" className="font-mono text-sm" />
      </p>
      <div className="grid items-start gap-4 wide:grid-cols-2">
        <Text name="Laid out">{laidOut(leaf)}</Text>
        <Text name="Exact bytes (RFC 8785)">{leaf}</Text>
      </div>
    </section>
  );
}

function laidOut(leaf: string): string {
  try {
    return JSON.stringify(JSON.parse(leaf), null, 2);
  } catch {
    return leaf;
  }
}

function Text({ name, children }: { name: string; children: string }) {
  return (
    <figure className="min-w-0">
      <figcaption className="text-sm font-medium">{name}</figcaption>
      <pre className="mt-1 rounded-lg border border-line bg-sunken p-3 text-sm whitespace-pre-wrap break-all">
        {children}
      </pre>
    </figure>
  );
}
