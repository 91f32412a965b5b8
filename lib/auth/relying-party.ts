import { env } from "@/lib/env";

/** Whom a passkey belongs to, beside its holder: the host it works for, and the address a browser shows. */
export type RelyingParty = { id: string; origin: string };

/**
 * The relying party of this portal's own address; undefined where browsers allow no passkeys: an address without a name, or
 * without TLS anywhere but on this computer.
 */
export function relyingParty(address = env().url): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(address);
  const numbered = /^[\d.]+$/.test(hostname) || hostname.startsWith("[");
  if (numbered || (protocol !== "https:" && hostname !== "localhost")) return undefined;
  return { id: hostname, origin };
}
