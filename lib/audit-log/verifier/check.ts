/** The answer to one question about a pack. */
export type Check = {
  name: string;
  /** Whether it holds; null if this pack cannot answer. */
  ok: boolean | null;
  /** What was found; if it does not hold: what is wrong, where, and what that could mean. */
  detail: string;
};

const SHOWN = 3;

/** What was collected, as it goes from one thread to another. */
export type Found = { count: number; shown: readonly string[] };

/** Collects what is wrong for one check; keeps the first few in full and counts the rest. */
export class Findings {
  count = 0;
  private readonly shown: string[] = [];

  static of({ count, shown }: Found): Findings {
    const findings = new Findings();
    findings.count = count;
    findings.shown.push(...shown);
    return findings;
  }

  get found(): Found {
    return { count: this.count, shown: this.shown };
  }

  /** @param where file:line, leaf number, or file */
  add(where: string, what: string): void {
    this.count++;
    if (this.shown.length < SHOWN) this.shown.push(`${where}: ${what}`);
  }

  /** The findings of several readings of one check. */
  static join(parts: readonly Findings[]): Findings {
    const whole = new Findings();
    for (const part of parts) {
      whole.count += part.count;
      whole.shown.push(...part.shown.slice(0, SHOWN - whole.shown.length));
    }
    return whole;
  }

  /**
   * The check. `holds` says what was established if nothing was found, `meaning` what it could mean if
   * something was.
   */
  check(name: string, holds: string, meaning: string): Check {
    if (this.count === 0) return { name, ok: true, detail: holds };
    const more = this.count > this.shown.length ? `; and ${this.count - this.shown.length} more` : "";
    return { name, ok: false, detail: `${this.shown.join("; ")}${more}. ${meaning}` };
  }
}

/** A check that this pack cannot answer. */
export function unanswered(name: string, detail: string): Check {
  return { name, ok: null, detail };
}

/** A check that does not hold for one reason. */
export function failed(name: string, detail: string): Check {
  return { name, ok: false, detail };
}
