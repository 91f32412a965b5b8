/** What each verb does to several alike grants at once, and what is not said of several. Pure. */
import type { Packet } from "@/lib/evidence/schema";
import type { Choices } from "./choices";
import { frictionOf as frictionOfOne } from "./rules";

/** What removing this one has to take into account, or null. */
export function frictionOf(packet: Packet | undefined): string | null {
  return packet ? frictionOfOne(packet.keys.type, packet, { outcome: "revoke" }) : null;
}

const alone = (what: string): Choices["change"] => ({
  effects: [],
  reason: "none",
  refused: `${what} Open the item on its own.`,
});

/** The same verbs in the same places as on one item (I3); a change and a question are said of each item on its own. */
export function together(one: Choices, { access }: Pick<Packet, "access">): Choices {
  // What is in use is named item by item.
  const { acknowledge: _, ...remove } = one.remove;
  return {
    ...one,
    remove: {
      ...remove,
      effects: [
        `After sign-off, ${access.application}'s owner is asked to take ${access.entitlement} from each account you chose.`,
      ],
    },
    change: alone("What should change is said of each item in its own words."),
    dont_know: alone("What you are missing is said of each item on its own."),
  };
}
