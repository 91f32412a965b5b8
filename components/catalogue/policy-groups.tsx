import type { PolicyView } from "@/lib/catalogue/schema";

const levelWords = { permissions: "Manages permissions", write: "Changes", read: "Looks at" } as const;
const levels = ["permissions", "write", "read"] as const;
/** Services shown of a level. */
const SHOWN = 8;

/** What the policy document allows, by level, with the actions that do most harm in wrong hands named first. */
export function PolicyGroups({ policy }: { policy: PolicyView }) {
  return (
    <section aria-labelledby="policy">
      <h2 id="policy" className="text-lg">
        Its policy
      </h2>
      <p className="mt-1 text-sm text-ink-2">
        At most: conditions, denies and single resources are not weighed, they only take away.
      </p>
      {policy.riskiest.length > 0 ? (
        <p className="mt-2">
          <span className="font-medium text-finding">Riskiest</span>{" "}
          {policy.riskiest.map((action, i) => (
            <span key={action}>
              {i > 0 ? ", " : ""}
              <code className="text-sm [overflow-wrap:anywhere]">{action}</code>
            </span>
          ))}
        </p>
      ) : null}
      {policy.everything ? <p className="mt-2">Every action on everything.</p> : null}
      {policy.except.length > 0 ? (
        <p className="mt-2">
          Every action except <Codes actions={policy.except} more={0} />
        </p>
      ) : null}
      {policy.whole.length > 0 ? (
        <p className="mt-2">
          Everything of <Codes actions={policy.whole} more={0} />
        </p>
      ) : null}
      <dl className="mt-2 grid gap-2">
        {levels.map((level) => {
          const groups = policy.groups.filter((g) => g.level === level);
          if (groups.length === 0) return null;
          const rest = Math.max(0, groups.length - SHOWN) + policy.more[level];
          return (
            <div key={level}>
              <dt className="font-medium">{levelWords[level]}</dt>
              {groups.slice(0, SHOWN).map((g) => (
                <dd key={g.on} className="[overflow-wrap:anywhere]">
                  {g.on}{" "}
                  <Codes actions={g.actions.slice(0, 4)} more={g.more + Math.max(0, g.actions.length - 4)} />
                </dd>
              ))}
              {rest > 0 ? <dd className="text-ink-3">and {rest.toLocaleString("en-GB")} more</dd> : null}
            </div>
          );
        })}
      </dl>
    </section>
  );
}

function Codes({ actions, more }: { actions: readonly string[]; more: number }) {
  return (
    <span className="text-sm text-ink-2">
      {actions.join(", ")}
      {more > 0 ? ` and ${more.toLocaleString("en-GB")} more` : ""}
    </span>
  );
}
