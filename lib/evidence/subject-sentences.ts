import { IDLE_DAYS } from "./rules";
import type { FactKind, FactOf, Packet } from "./schema";
import { ago, counted, dayWords, listed, quoted, secretWords } from "./words";

/** What the facts of credentials and of non-human identities as a whole say. Pure; `sentences.ts` has the others. */
type Said = { stance: "remove" | "keep" | "unknown" | "context"; sentence: string; note?: string };
type Kind =
  | "credential.scopes"
  | "credential.first_seen"
  | "credential.seen_in_text"
  | "identity.covers"
  | "nhi.rights"
  | "nhi.keys"
  | "nhi.last_use"
  | "nhi.reach"
  | Extract<FactKind, `agent.${string}`>;

const context = (sentence: string): Said => ({ stance: "context", sentence });
const against = (is: boolean, sentence: string): Said => ({ stance: is ? "remove" : "context", sentence });

const autonomy = {
  suggests: "It suggests; a person acts",
  acts_with_approval: "It acts once a person has approved",
  acts_alone: "It acts alone, without asking anybody",
} as const;

const used = {
  right: "through one of its rights",
  credential: "with one of its credentials",
  account: "by the last sign-in or use of one of its accounts",
} as const;

const joined = (parts: readonly string[]) => parts.filter(Boolean).join(", ");
const unreported = (n: number, what: string) =>
  n === 0 ? "" : `${what} of ${n.toLocaleString("en-GB")} not reported`;

export const subjectTellers: {
  [K in Kind]: (value: FactOf<K>["value"], fact: FactOf<K>, packet: Packet) => Said;
} = {
  "credential.scopes": ({ names, unused }) =>
    against(
      unused !== null && unused.length > 0,
      `It may be used for ${listed(names) || "something that is not named"}${
        unused === null
          ? "; which of it was used is not reported"
          : unused.length === 0
            ? ", and all of it was used"
            : `; not used: ${listed(unused)}`
      }`,
    ),
  "credential.first_seen": ({ on, days }) => context(`First seen on ${dayWords(on)}, ${ago(days)}`),
  "credential.seen_in_text": ({ credential, kind, place, others }, _, packet) =>
    against(
      true,
      `${
        packet.keys.type === "credential"
          ? "It"
          : `A ${secretWords(kind)} of this identity${credential === null ? "" : ` (${credential})`}`
      } stands in readable text: ${place}${others === 0 ? "" : `, and in ${counted(others, "other place")}`}`,
    ),
  "identity.covers": ({ grants, credentials, examples }) => {
    const keys =
      credentials === null
        ? "keys are not reported"
        : credentials === 0
          ? "no key"
          : counted(credentials, "key");
    const rights = grants === 0 ? "no grant" : counted(grants, "grant");
    return context(
      `Beneath it: ${rights}${examples.length === 0 ? "" : ` (${listed(examples)}${grants > examples.length ? " among them" : ""})`}, ${keys}`,
    );
  },
  "nhi.rights": ({ count, privileged, privilege_unknown, unused, use_unknown }) =>
    against(
      unused > 0,
      joined([
        `${counted(count, "grant")} in all`,
        `${privileged === 0 ? "none" : privileged.toLocaleString("en-GB")} privileged`,
        unreported(privilege_unknown, "privilege"),
        unused === 0
          ? use_unknown === 0
            ? `all used within ${counted(IDLE_DAYS, "day")}`
            : ""
          : `${unused.toLocaleString("en-GB")} not used in the last ${counted(IDLE_DAYS, "day")}`,
        unreported(use_unknown, "use"),
      ]),
    ),
  "nhi.keys": ({ count, oldest_days, unused, use_unknown }) =>
    against(
      unused > 0,
      joined([
        counted(count, "key"),
        oldest_days === null ? "age not reported" : `the oldest ${counted(oldest_days, "day")} old`,
        unused === 0
          ? ""
          : `${unused.toLocaleString("en-GB")} not used in the last ${counted(IDLE_DAYS, "day")}`,
        unreported(use_unknown, "use"),
      ]),
    ),
  "nhi.last_use": ({ on, days, of }) => ({
    stance: days >= IDLE_DAYS ? "remove" : "keep",
    sentence: `${days >= IDLE_DAYS ? `No use of anything it holds is reported for ${counted(days, "day")}; last use` : "Last used"} ${dayWords(on)}${
      days >= IDLE_DAYS ? "" : `, ${ago(days)}`
    }, ${used[of]}`,
  }),
  "nhi.reach": ({ applications, names, privileged, privilege_unknown, classes }) =>
    context(
      joined([
        `Reaches ${counted(applications, "application")} (${listed(names)}${applications > names.length ? " among them" : ""})`,
        `${privileged === 0 ? "no privileged right" : counted(privileged, "privileged right")}${privilege_unknown ? " that is known as such" : ""}`,
        classes.length === 0 ? "class of data not reported" : `data of class ${listed(classes)}`,
      ]),
    ),
  "agent.sponsor": ({ sponsor }) => context(`Sponsored by ${sponsor}`),
  "agent.delegation": ({ authority }) =>
    context(
      authority === "own"
        ? "It acts on its own authority"
        : "It acts on the authority of the person it works for",
    ),
  "agent.autonomy": ({ autonomy: how }) => context(autonomy[how]),
  "agent.model": ({ model, provider }) =>
    context(
      model === null
        ? `Its model is run by ${provider ?? "somebody who is not named"}; which one is not reported`
        : `Runs on ${model}${provider === null ? "; who runs it is not reported" : `, run by ${provider}`}`,
    ),
  "agent.instructions": ({ names }) =>
    context(`${listed(names) || "Somebody who is not named"} can change its instructions`),
  "agent.family": ({ parent, children }) =>
    context(
      [
        parent === null ? "" : `Started by ${parent}`,
        children.length === 0
          ? ""
          : `${parent === null ? "Starts" : "starts"} ${children.length === 1 ? "another agent" : "other agents"}: ${listed(children)}`,
      ]
        .filter(Boolean)
        .join("; ") || "Which agents it belongs to is not reported",
    ),
  "agent.off_switch": ({ how, tested, days, never_tested }, fact) => ({
    stance: "unknown",
    sentence: `${fact.source.name}, on how it is switched off, states ${quoted(how)}; ${
      tested !== null && days !== null
        ? `last tested ${dayWords(tested)}, ${ago(days)}`
        : never_tested
          ? "never tested"
          : "whether it was tested is not reported"
    }`,
  }),
  "agent.tools": ({ granted, used, unused }) =>
    against(
      unused.length > 0,
      used === null
        ? `May use ${counted(granted, "tool")}; which of them it used is not reported`
        : `Used ${used.toLocaleString("en-GB")} of ${counted(granted, "tool")}${unused.length === 0 ? "" : `; not used: ${listed(unused)}`}`,
    ),
};
