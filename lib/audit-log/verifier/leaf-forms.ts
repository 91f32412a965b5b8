/**
 * Leaves as they are mostly written. Most leaves of a log differ from one before only in what stands between quotes and in whole
 * numbers. Of a text that was read in full and found canonical its form is kept: what stands around these. A text that fits
 * a form and has nothing between its quotes that is written with an escape is canonical too, and is read without parsing it.
 */
import { canonicalRecord, type JsonObject } from "@/lib/audit-log/canonical";
import { LeafForm } from "@/lib/audit-log/verifier/leaf-form";
import { isObject, parseJson } from "@/lib/audit-log/verifier/pack";

const MOST_FORMS = 24;

export class LeafForms {
  /** The last one that fitted comes first. */
  private readonly forms: LeafForm[] = [];

  /** The form that the bytes from one place to another are of, if a leaf before was; they are then a canonical text. */
  formOf(bytes: Uint8Array, from: number, to: number): LeafForm | undefined {
    for (let nth = 0; nth < this.forms.length; nth++) {
      const form = this.forms[nth];
      if (!form?.fits(bytes, from, to)) continue;
      if (nth > 0) {
        this.forms.splice(nth, 1);
        this.forms.unshift(form);
      }
      return form;
    }
    return undefined;
  }

  /** The object that a text of no known form is the one canonical text of; undefined where there is none. */
  learn(text: string): JsonObject | undefined {
    const value = canonicalObject(text);
    // Of other events there are few, and learning a form takes longer than parsing a text. The one name is no member when assigned.
    const learns = value?.type === "decision.recorded" && !text.includes('"__proto__"');
    if (learns && this.forms.length < MOST_FORMS) this.forms.unshift(new LeafForm(value));
    return value;
  }
}

/** The object that a text is the one canonical text of. Two texts for one event would let two readers see two events: repeated names, for one. */
export function canonicalObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  try {
    return isObject(value) && canonicalRecord(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
