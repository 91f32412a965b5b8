import { wraps } from "./redact";

/**
 * By what a text names the credential that it gives away: ids of access keys, and names that sign in with the secret beside
 * them. Pure; asked only of texts in which a secret was found.
 */
export type Handles = { keyIds: string[]; logins: string[] };

const KEY_ID = /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/gu;

/** A name that signs in: what stands before a password, in the ways people write the two down. */
const LOGINS: readonly RegExp[] = [
  /:\/\/([^\s:@/"'<>]{2,80}):(?=[^\s@]{3,200}@)/giu,
  /(?:^|\s)(?:-u|--user)[ =]["']?([^\s:"']{2,80}):(?=\S)/giu,
  /\b(?:user(?:name|id)?|login|account|uid|benutzer)\b["']?\s{0,3}(?:[=:]|is\b|with\b)?\s{0,3}["'`]?([\w.@\\-]{2,80})["'`]?[\s,;/]{1,4}(?:(?:and|with|the|has|its)\s){0,2}(?:password|passwd|pwd|pass|kennwort)\b/giu,
  /(?<![^\s("'`])([\w.@-]{2,80})[:/](?=[^\s/]{6,})/gu,
];
/** So far behind the name the secret begins, at most. */
const NEAR = 40;

/** @param secrets what was found in it, in plain */
export function handlesOf(plain: string, secrets: readonly string[]): Handles {
  const texts = [plain, ...wraps(plain).map((w) => w.inner)];
  const keyIds = texts.flatMap((text) => [...text.matchAll(KEY_ID)].map((m) => m[0]));
  const logins = LOGINS.flatMap((pattern) => [...plain.matchAll(pattern)]).flatMap((match) => {
    const [whole, login = ""] = match;
    const after = plain.slice(match.index + whole.length).slice(0, NEAR + 200);
    const next = secrets.some((secret) => {
      const at = after.indexOf(secret);
      return at >= 0 && at <= NEAR;
    });
    return next && !secrets.some((secret) => secret.includes(login)) ? [login.toLowerCase()] : [];
  });
  return { keyIds: [...new Set(keyIds)], logins: [...new Set(logins)] };
}
