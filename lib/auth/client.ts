import { getJson, postJson } from "@/lib/fetch";

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
