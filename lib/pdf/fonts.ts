import { readFileSync } from "node:fs";
import path from "node:path";
import type PDFDocument from "pdfkit";
import { unpacked } from "./woff";

/*
 * Letters of several scripts in one line: each letter is set in the first font that has it. What no font has is written as its
 * number, so that nothing is lost without a trace, and so is what would turn the direction of a line.
 */
type Doc = InstanceType<typeof PDFDocument>;
export type Weight = "regular" | "bold";
/** Letters set in one font. */
export type Run = { font: string; text: string };

/** The package of a family, and the part of it that has the script's letters. */
const parts: Record<string, readonly [of: string, script: string]> = {
  Latin: ["noto-sans", "latin"],
  LatinExtended: ["noto-sans", "latin-ext"],
  Vietnamese: ["noto-sans", "vietnamese"],
  Cyrillic: ["noto-sans", "cyrillic"],
  CyrillicExtended: ["noto-sans", "cyrillic-ext"],
  Greek: ["noto-sans", "greek"],
  Arabic: ["noto-sans-arabic", "arabic"],
  Chinese: ["noto-sans-sc", "chinese-simplified"],
};
const families = Object.keys(parts);
const grade = { regular: 400, bold: 600 } as const;

function fileOf(family: string, weight: Weight): string {
  const [of, script] = parts[family] ?? ["noto-sans", "latin"];
  const name = `${of}-${script}-${grade[weight]}-normal.woff`;
  return path.join(process.cwd(), "node_modules/@fontsource", of, "files", name);
}

const read = new Map<string, Buffer>();

/** The fonts of one document; each is read and embedded only where a letter needs it. */
export class Fonts {
  private readonly known = new Set<string>();
  private readonly has = new Map<string, boolean>();
  private readonly doc: Doc;

  constructor(doc: Doc) {
    this.doc = doc;
  }

  /** Makes a font the current one. */
  use(font: string, size: number): void {
    if (!this.known.has(font)) {
      const [family = "", weight = "regular"] = font.split("-");
      const file = fileOf(family, weight === "bold" ? "bold" : "regular");
      const bytes = read.get(file) ?? unpacked(readFileSync(file));
      read.set(file, bytes);
      this.doc.registerFont(font, bytes);
      this.known.add(font);
    }
    this.doc.font(font, size);
  }

  /** The text in runs of one font each, in the order it is written. */
  runs(text: string, weight: Weight): Run[] {
    const runs: Run[] = [];
    for (const letter of text) {
      const last = runs.at(-1);
      if (letter === "\ufe0f") continue;
      const joined =
        last !== undefined && /\p{M}|\u200c|\u200d/u.test(letter) && this.holds(last.font, letter);
      const font = joined ? last.font : this.fontOf(letter, weight);
      const [used, shown] = font ? [font, letter] : [`Latin-${weight}`, numbered(letter)];
      if (last?.font === used) last.text += shown;
      else runs.push({ font: used, text: shown });
    }
    return runs;
  }

  width(runs: readonly Run[], size: number): number {
    let width = 0;
    for (const run of runs) {
      this.use(run.font, size);
      width += this.doc.widthOfString(run.text);
    }
    return width;
  }

  private fontOf(letter: string, weight: Weight): string | undefined {
    if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(letter)) return undefined;
    return families.map((f) => `${f}-${weight}`).find((f) => this.holds(f, letter));
  }

  private holds(font: string, letter: string): boolean {
    const key = `${font} ${letter}`;
    const known = this.has.get(key);
    if (known !== undefined) return known;
    this.use(font, 10);
    const holds = current(this.doc).hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
    this.has.set(key, holds);
    return holds;
  }
}

const numbered = (letter: string) =>
  `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

/** The current font as fontkit has it: pdfkit keeps it there for every font that is embedded, and these all are. */
function current(doc: Doc): { hasGlyphForCodePoint(code: number): boolean } {
  return (doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font.font;
}
