/** A placeholder as the server leaves it where a secret was. */
const TAKEN = /\[SECRET:([a-z0-9-]+)#\d{1,4}\]/u;
/** Kinds that people know by a plain word. */
const PLAIN: Record<string, string> = {
  "aws-key": "AWS key",
  "aws-token": "AWS token",
  "azure-token": "Azure token",
  "github-token": "GitHub token",
  "gitlab-token": "GitLab token",
  "google-client": "Google client secret",
  "google-key": "Google key",
  "salesforce-token": "Salesforce token",
  "sendgrid-key": "SendGrid key",
  "slack-token": "Slack token",
  "stripe-key": "Stripe key",
  "uri-credentials": "password",
  "password-hash": "password hash",
  jwt: "token",
  random: "key or password",
};

const ADVICE = "It was taken out before this was stored. Change it: it has been in the clear.";

/**
 * Somebody's words. Where a password or a key was taken out of them before they were stored, it says so in its place: whoever
 * pasted it sees that it is gone, and that it was seen.
 *
 * `“<OwnWords text={decision.words} />”`
 */
export function OwnWords({ text }: { text: string }) {
  // Every second part is what the group of the pattern holds: the kind.
  return text.split(TAKEN).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name and never move
        key={at}
        className="rounded-sm bg-attention-bg px-1 text-attention"
        title={ADVICE}
      >
        {PLAIN[part] ?? part.replaceAll("-", " ")} taken out<span className="sr-only">. {ADVICE}</span>
      </span>
    ),
  );
}
