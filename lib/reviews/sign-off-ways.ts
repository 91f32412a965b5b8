import { vouching } from "@/lib/auth/countersign";
import { relyingParty } from "@/lib/auth/relying-party";
import type { Settings } from "@/lib/campaigns/schema";
import { AppError } from "@/lib/errors";

/** Who vouches for a sign-off: the identity provider, a passkey of the person's own, or nobody but their session here. */
export type Way = "provider" | "passkey" | "session";

/** What a person has here: whether they signed in at a provider that can vouch, and whether this address can have passkeys. */
export type Given = { provider: boolean; passkey: boolean };

/**
 * The ways one may sign off, the first preferred; none where the campaign asks for what is not there. Where an identity
 * provider can vouch, or the campaign asks for one, nothing else is accepted unless the campaign says so.
 */
export function waysOf(required: Settings["signOff"], given: Given): readonly Way[] {
  const provider: Way[] = given.provider ? ["provider"] : [];
  const passkey: Way[] = given.passkey ? ["passkey"] : [];
  switch (required) {
    case "provider":
      return provider;
    case "passkey":
      return passkey;
    case "either":
      return [...provider, ...passkey];
    case "as_set_up":
      return given.provider ? provider : ["session", ...passkey];
  }
}

/** What somebody who signed in like this has here. */
export function givenTo(authn: string): Given {
  return { provider: authn === "oidc" && vouching() !== undefined, passkey: relyingParty() !== undefined };
}

const asks: Record<Settings["signOff"], string> = {
  provider: "by signing in again with your identity provider",
  passkey: "with a passkey",
  either: "by signing in again with your identity provider, or with a passkey",
  as_set_up: "by signing in again with your identity provider",
};

/** @throws AppError where this campaign does not accept this way of this person */
export function mustAllow(way: Way, required: Settings["signOff"], authn: string): void {
  if (waysOf(required, givenTo(authn)).includes(way)) return;
  throw new AppError(
    "rule",
    "countersign",
    `Here a review is signed off ${asks[required]}; start that on the sign-off page.`,
  );
}

/** Why nobody could sign off in this way here; null where they can. */
export function notPossible(required: Settings["signOff"], given: Given): string | null {
  if (waysOf(required, given).length > 0) return null;
  return required === "provider"
    ? "This campaign is signed off by signing in again with the identity provider, and you did not sign in there. Sign in with it."
    : required === "passkey"
      ? "This campaign is signed off with a passkey, and this address cannot have any: it needs a name and TLS, or localhost."
      : "This campaign is signed off with the identity provider or a passkey, and neither can be used here.";
}
