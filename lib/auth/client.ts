import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { getJson, postJson } from "@/lib/fetch";
import type { AssertionInput, EnrolInput } from "./schema";

export type SignInProvider = "oidc" | "demo";

/**
 * Begins signing in.
 * @param to a path of our own to go on to
 * @param person the key of a demo person
 * @returns the address the browser goes to next: the identity provider's, or ours
 * @throws ProblemError
 */
export async function beginSignIn(provider: SignInProvider, to: string, person?: string): Promise<string> {
  const { csrfToken } = await getJson<{ csrfToken: string }>("/api/auth/csrf");
  const step = provider === "demo" ? "callback" : "signin";
  const { url } = await postJson<{ url: string }>(`/api/auth/${step}/${provider}`, {
    csrfToken,
    callbackUrl: to,
    json: "true",
    ...(person === undefined ? {} : { person }),
  });
  return url;
}

/** Ends this browser's session. @throws ProblemError */
export async function signOut(): Promise<void> {
  await postJson("/api/auth/sign-out", {});
}

/**
 * Makes a passkey on this device or a key beside it, and enrols it.
 * @throws Error with a sentence for the person
 */
export async function enrolPasskey(name: string): Promise<{ passkey: string }> {
  const optionsJSON = await postJson<PublicKeyCredentialCreationOptionsJSON>("/api/passkeys/begin", {});
  const { startRegistration } = await import("@simplewebauthn/browser");
  const made = await startRegistration({ optionsJSON }).catch((error: unknown) => {
    throw deviceRefusal(error, "Nothing was enrolled.");
  });
  const { clientDataJSON, attestationObject, transports } = made.response;
  const response: EnrolInput["response"] = {
    id: made.id,
    response: { clientDataJSON, attestationObject, ...(transports ? { transports } : {}) },
  };
  return postJson("/api/passkeys/enrol", { name, response });
}

/** @throws ProblemError */
export function removePasskey(passkey: string): Promise<{ passkey: string }> {
  return postJson("/api/passkeys/remove", { passkey });
}

/**
 * Has the device sign what it is asked to.
 * @throws Error with a sentence for the person
 */
export async function signWithPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AssertionInput> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const given = await startAuthentication({ optionsJSON }).catch((error: unknown) => {
    throw deviceRefusal(error, "Nothing was signed off.");
  });
  const { clientDataJSON, authenticatorData, signature } = given.response;
  return { id: given.id, response: { clientDataJSON, authenticatorData, signature } };
}

/** What a browser says of a device, as a person reads it. */
function deviceRefusal(error: unknown, so: string): Error {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return new Error(`This device holds a passkey of yours already. ${so}`);
  if (name === "NotAllowedError" || name === "AbortError")
    return new Error(`The device was not asked to the end, or took too long. ${so}`);
  if (name === "SecurityError")
    return new Error(`This browser allows no passkeys at this address; tell your administrator. ${so}`);
  return new Error(
    `This device cannot check who is there, or makes no key that can be used here; try another one. ${so}`,
  );
}
