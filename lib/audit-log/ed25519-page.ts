/** Ed25519 by the browser's own WebCrypto. */
import type { Ed25519Verify } from "@/lib/audit-log/note";

/** Verifies in a page. @throws where the browser does not know Ed25519, or the page did not come over a secure connection */
export const ed25519InPage: Ed25519Verify = async (publicKey, message, signature) => {
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(publicKey), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, Uint8Array.from(signature), Uint8Array.from(message));
};
