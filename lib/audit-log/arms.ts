/**
 * The draw that says which items are decided before their draft is shown, and which never get one. Pure, so that the launch
 * and the verifier make the same of the same secret.
 *
 * For each unit of a reviewer's list at launch, u = HMAC-SHA256(secret, label LF unit LF reviewer), read as one whole number,
 * modulo 10,000; it is drawn where u is below the rate. A unit is an item, "item/<id>", or all items that are alike and could
 * be decided in one act, "alike/<key>". The reviewer is the portal user the launch gave it to, also where somebody else has it
 * later. Neither the order of items nor what anybody does afterwards changes anything.
 */
import { concatBytes, toUtf8 } from "@/lib/audit-log/bytes";
import type { Sha256 } from "@/lib/audit-log/merkle";

export type Arm = "blind" | "undrafted";
/** Shares in ten-thousandths. */
export type Rates = Record<Arm, number>;

export const OF = 10_000;
export const SECRET_LENGTH = 32;
/** Blind items never are more than one in so many of a reviewer's list. */
export const ONE_IN = 5;

const BLOCK = 64;

/** HMAC-SHA256 (RFC 2104) under one key of at most 64 bytes. */
export function hmac(sha256: Sha256, key: Uint8Array): (message: Uint8Array) => Uint8Array {
  if (key.length > BLOCK) throw new RangeError("A key of more than a block is not needed here.");
  const padded = (by: number) => {
    const pad = new Uint8Array(BLOCK).fill(by);
    for (const [at, byte] of key.entries()) pad[at] = byte ^ by;
    return pad;
  };
  const [inner, outer] = [padded(0x36), padded(0x5c)];
  return (message) => sha256(concatBytes([outer, sha256(concatBytes([inner, message]))]));
}

/** A number below 10,000 for a label, a unit and a reviewer: the whole HMAC, modulo 10,000. */
export type Lot = (label: Arm, unit: string, reviewer: string) => number;

export function lotOf(sha256: Sha256, secret: Uint8Array): Lot {
  const mac = hmac(sha256, secret);
  return (label, unit, reviewer) =>
    mac(toUtf8(`${label}\n${unit}\n${reviewer}`)).reduce((rest, byte) => (rest * 256 + byte) % OF, 0);
}

type Drawn = { unit: string; items: number; u: number };

/**
 * One reviewer's list. Blind are the drawn units in ascending order of u, then of the unit's name, each that still fits into
 * a fifth of the list (rounded down); one that does not fit is passed over. What is not blind may be drawn for no draft.
 */
export class ListDraw {
  private items = 0;
  private readonly blind: Drawn[] = [];
  private readonly undrafted: string[] = [];
  private readonly lot: Lot;
  private readonly rates: Rates;
  private readonly reviewer: string;

  constructor(lot: Lot, rates: Rates, reviewer: string) {
    this.lot = lot;
    this.rates = rates;
    this.reviewer = reviewer;
  }

  /** Each unit once, with how many items of the list it is. */
  add(unit: string, items: number): void {
    this.items += items;
    const u = (arm: Arm) => (this.rates[arm] > 0 ? this.lot(arm, unit, this.reviewer) : OF);
    const blind = u("blind");
    if (blind < this.rates.blind) this.blind.push({ unit, items, u: blind });
    if (u("undrafted") < this.rates.undrafted) this.undrafted.push(unit);
  }

  /** What was drawn; every other unit is assisted. */
  end(): Map<string, Arm> {
    const arms = new Map<string, Arm>();
    let room = Math.floor(this.items / ONE_IN);
    for (const { unit, items } of this.blind.sort((a, b) => a.u - b.u || (a.unit < b.unit ? -1 : 1))) {
      if (items > room) continue;
      room -= items;
      arms.set(unit, "blind");
    }
    for (const unit of this.undrafted) if (!arms.has(unit)) arms.set(unit, "undrafted");
    return arms;
  }
}

/** Below so many items, one in five is blind; and at least so many are, where the share alone gives fewer. */
const SMALL = 500;
const FEWEST_BLIND = 60;
const MOST_BLIND = 2_000;

/**
 * The rates of the draw, in ten-thousandths, fixed at launch: blind the share of the settings, raised so that about 60 items
 * are, one in five below 500 items, never more than that; and the share without a draft. A share of none stays none.
 * @param items of the whole campaign
 */
export function armRates(of: { blindShare: number; noDraftShare: number }, items: number): Rates {
  const blind =
    of.blindShare === 0
      ? 0
      : items < SMALL
        ? MOST_BLIND
        : Math.min(MOST_BLIND, Math.max(of.blindShare * 100, Math.ceil((FEWEST_BLIND * 10_000) / items)));
  return { blind, undrafted: of.noDraftShare * 100 };
}
