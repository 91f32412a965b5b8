/** What many decisions say alike: kept once, and numbered. */
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import { isObject } from "@/lib/audit-log/verifier/pack";

/** Said alike by many. */
export const COMMON = [
  "outcome",
  "disposition",
  "recommendation_seen",
  "arm",
  "reason_code",
  "findings",
  "until",
  "in_view",
  "batch",
  "batch_size",
  "batch_taken",
  "target",
  "seed",
] as const;
const RECENT = 4;

type Kind = { data: JsonObject; eligible: boolean };

export class DecisionKinds {
  private readonly numbers = new Map<string, number>();
  private readonly kinds: Kind[] = [];
  /** A few of late: the next decision is mostly of one of them. */
  private readonly recent: number[] = [];
  private turn = 0;

  get(number: number): Kind | undefined {
    return this.kinds[number];
  }

  /** The number of what many decisions say alike. */
  of(data: JsonObject): number {
    const { eligibility } = data;
    const eligible = isObject(eligibility) && Object.keys(eligibility).length > 0;
    for (const number of this.recent) {
      const said = this.kinds[number];
      if (said?.eligible === eligible && COMMON.every((name) => said.data[name] === data[name]))
        return number;
    }
    const number = this.byKey(data, eligible);
    this.recent[this.turn++ % RECENT] = number;
    return number;
  }

  private byKey(data: JsonObject, eligible: boolean): number {
    let key = eligible ? "y" : "n";
    for (const name of COMMON) key += markOf(data[name]);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const kept = COMMON.filter((name) => data[name] !== undefined).map((name) => [name, data[name] ?? null]);
    this.numbers.set(key, this.kinds.length);
    return this.kinds.push({ data: Object.fromEntries(kept), eligible }) - 1;
  }
}

/** Another text for another value. */
function markOf(value: Json | undefined): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? `${value.length}:${value}` : `=${JSON.stringify(value)}`;
}
