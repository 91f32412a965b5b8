/** What a person is told when they come back from the identity provider without a sign-off, by the refusal's slug. */
export const notVouched = {
  "sign-off-left": "You did not sign in at your identity provider, so nothing was signed off.",
  "provider-refused": "Your identity provider refused the sign-in, so nothing was signed off.",
  "provider-answer":
    "What your identity provider answered could not be verified, so nothing was signed off; try again, and tell your administrator if it happens again.",
  "provider-unreachable":
    "Your identity provider cannot be reached at the moment, so nothing was signed off; try again in a minute.",
  "sign-off-lost":
    "This sign-in does not belong to a sign-off you began in this session within the last ten minutes, so nothing was signed off.",
  "other-person":
    "Somebody else signed in at the identity provider, so nothing was signed off; sign in there as yourself.",
  changed: "Something on this list changed after you went to sign in, so nothing was signed off; look again.",
  token:
    "The sign-in at your identity provider was not fresh or not strong enough, so nothing was signed off; sign in there again.",
  "open-items": "An item on this list was opened again meanwhile, so nothing was signed off.",
  "signed-off": "You signed this review off already.",
  "campaign-ended": "The campaign has ended; it can no longer be signed off.",
} as const;

/** The sentence for a slug that came back through the browser; null for one that is none of ours. */
export function notVouchedWords(slug: string | undefined): string | null {
  const known = Object.entries(notVouched).find(([name]) => name === slug);
  return known?.[1] ?? null;
}
