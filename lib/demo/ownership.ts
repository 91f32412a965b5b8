import type { Ctx } from "@/lib/auth/actor";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { nameOf } from "@/lib/demo/company";
import { idsByName } from "@/lib/demo/removals";
import { allItems } from "@/lib/demo/reviewing";
import { carryOut, simulated } from "@/lib/demo/simulated";
import { answer, offer } from "@/lib/ownership/commands";
import { list } from "@/lib/ownership/queries";
import { read } from "@/lib/query";

export type Question = {
  /** The machine's name. */
  machine: string;
  /** Cast key, or a department: its head. */
  to: string;
  reason: string;
  answer: { yes: boolean; words: string } | null;
};

/** Whom the admin has asked to answer for machines that nobody answers for, and what they said. */
export const QUESTIONS: readonly Question[] = [
  {
    machine: "Old ticket bridge",
    to: "Customer support",
    reason: "It still writes into your case system.",
    answer: { yes: true, words: "Mine until we switch it off in spring." },
  },
  {
    machine: "Web shop connector",
    to: "Sales operations",
    reason: "It reads accounts out of the CRM that you run.",
    answer: {
      yes: false,
      words: "We stopped using the shop last year. Marketing still logs in with its key.",
    },
  },
  {
    machine: "Lead research agent",
    to: "rohan",
    reason: "Otto has left, and your team runs the workbench it works in.",
    answer: null,
  },
];

/** Asks, and has those answer who do: an hour later. */
export async function askAround(admin: Ctx, when: Date): Promise<void> {
  const people = await idsByName(admin);
  for (const question of QUESTIONS) {
    const name = nameOf(question.to);
    const to = people.get(name);
    const found = await at(when, () => read(admin, list, { show: "all", q: question.machine }));
    const machine = found.rows.find((row) => row.name === question.machine);
    if (!to || !machine) throw new RangeError(`${name} cannot be asked about ${question.machine}.`);
    const { source, id } = machine;
    const asked = await at(when, () =>
      execute(admin, offer, { source, id, to, reason: question.reason, key: crypto.randomUUID() }),
    );
    const said = question.answer;
    if (!said) continue;
    await at(new Date(when.getTime() + 3_600_000), () =>
      execute(simulated({ id: to, name }), answer, {
        offer: asked.offer,
        answer: said.yes ? "accept" : "decline",
        words: said.words,
        key: crypto.randomUUID(),
      }),
    );
  }
}

/** A service whose reviewer would rather have somebody else answer for it, and whom they name. */
export const TRANSFER = {
  machine: "CRM to ERP sync",
  to: "sigrid",
  words: "It posts into the ERP, and finance systems has run it since the last upgrade.",
} as const;

/** The reviewer transfers it; whoever is named has not answered yet. */
export async function transferOne(admin: Ctx, campaign: string, when: Date): Promise<void> {
  const people = await idsByName(admin);
  const to = people.get(nameOf(TRANSFER.to));
  const whole = (await allItems(admin, campaign)).find(
    (item) => item.type === "identity" && item.subject === TRANSFER.machine,
  );
  if (!to || !whole) throw new RangeError(`${TRANSFER.machine} cannot be transferred.`);
  await carryOut({
    at: when,
    ctx: simulated({ id: whole.reviewerId, name: whole.reviewer }),
    item: whole.itemId,
    act: {
      verb: "modify",
      target: "transfer_owner",
      newOwner: to,
      reasonCode: "other",
      words: TRANSFER.words,
    },
  });
}
