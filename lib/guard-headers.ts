import { env } from "./env";

/** The headers of every answer, with the policy of what its page may load and do. */
export function guardHeaders(policy: string): Record<string, string> {
  return {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()",
    ...(env().url.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
