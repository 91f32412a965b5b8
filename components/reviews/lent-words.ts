import type { DelegationRow } from "@/lib/reviews/schema";

/** What is open comes back at the end; what was decided stays decided, and what a signed-off review has to do with stays where it is. */
export function openWords(row: DelegationRow): string {
  const { lent, open, stays, mine, from } = row;
  const back = `what is not decided by then comes back to ${mine ? "you" : from}`;
  const left = open === lent ? (open === 1 ? "It is open" : "All are open") : `${open} of them are open`;
  if (stays > 0) return open === 0 ? staysWords(row) : `${left}; ${back}. ${staysWords(row)}`;
  if (open === 0) return mine ? "Nothing of it is open there." : "Nothing of it is open.";
  return `${left}; ${back}.`;
}

/** What ending it did, said to whoever lent. */
export function endedWords(row: DelegationRow, returned: number): string {
  const back = `${returned === 1 ? "1 item is" : `${returned} items are`} with you again.`;
  if (row.stays > 0) return `${returned > 0 ? back : "Ended."} ${staysWords(row)}`;
  return returned > 0 ? back : `Ended. Nothing was open with ${row.to}.`;
}

function staysWords({ stays, mine, from, to }: DelegationRow): string {
  const who = mine ? `${to}: you or they have` : `you: you or ${from} have`;
  return `${stays} open ${stays === 1 ? "item stays" : "items stay"} with ${who} signed that review off.`;
}
