import PDFDocument from "pdfkit";
import type { Drawing, Role } from "@/lib/plots/schema";
import { Fonts, type Weight } from "./fonts";
import { type Line, linesOf } from "./lines";

/*
 * A paper: headings, paragraphs, tables and drawings one under the other on pages of A4, tagged, with bookmarks. The same calls
 * give the same bytes: the date in the file is the caller's, and its id follows from that and the title.
 */
export type Element = ReturnType<PDFKit.PDFDocument["struct"]>;

export const INK: Record<Role, string> = {
  ink: "#1d1c1a",
  "ink-2": "#55524c",
  "ink-3": "#66635c",
  line: "#d9d7d1",
  accent: "#3d4fbd",
  attention: "#675716",
  panel: "#ffffff",
};
const MARGIN = 48;
const [PAGE_WIDTH, PAGE_HEIGHT] = [595.28, 841.89];
export const CONTENT = PAGE_WIDTH - 2 * MARGIN;
const BOTTOM = PAGE_HEIGHT - 56;

type Style = { size: number; weight: Weight; role: Role };
/** What an element says of itself; lengths are from the page's top left. */
type Tagged = { title?: string; alt?: string; bbox?: readonly number[]; scope?: "Column" | "Row" };
type Given = { title: string; language: string; at: Date; subject: string; author: string };

export class Paper {
  readonly doc: PDFKit.PDFDocument;
  readonly fonts: Fonts;
  y = MARGIN;
  private readonly root: Element;
  private section: Element | undefined;
  private readonly written: Promise<Buffer>;
  private readonly given: Given;

  constructor(given: Given) {
    this.given = given;
    this.doc = new PDFDocument({
      ...{ size: "A4", margin: 0, bufferPages: true, autoFirstPage: true, font: "" },
      ...{ pdfVersion: "1.7", tagged: true, displayTitle: true, lang: given.language },
      info: {
        ...{ Title: given.title, Subject: given.subject, Author: given.author, Creator: "Countersign" },
        ...{ Producer: "Countersign", CreationDate: given.at, ModDate: given.at },
      },
    });
    this.fonts = new Fonts(this.doc);
    this.written = collected(this.doc);
    this.root = this.doc.struct("Document");
    this.doc.addStructure(this.root);
  }

  /** A part with its heading; it stands among the bookmarks. */
  begin(title: string, level: 1 | 2, bookmark = true): void {
    if (level === 2) this.room(96);
    this.section?.end();
    this.section = this.doc.struct("Sect", { title });
    this.root.add(this.section);
    if (this.y > MARGIN) this.y += 14;
    if (bookmark) this.doc.outline.addItem(title);
    this.text(title, { size: level === 1 ? 18 : 13, weight: "bold", role: "ink" }, `H${level}`);
    this.y += 3;
  }

  /** A paragraph over the whole width, or indented. */
  text(
    words: string,
    style: Style,
    tag = "P",
    options: { indent?: number; gap?: number; link?: string } = {},
  ): void {
    const indent = options.indent ?? 0;
    const lines = linesOf(this.fonts, words, { ...style, width: CONTENT - indent });
    const element = this.child(tag);
    for (const line of lines) {
      this.room(style.size * 1.4);
      this.marked(element, tag, () => this.line(line, MARGIN + indent, this.y, style));
      if (options.link) this.linked(element, line, MARGIN + indent, style, options.link);
      this.y += style.size * 1.4;
    }
    element.end();
    this.y += options.gap ?? 4;
  }

  /** One line at a place; its left end is `x`, its top `y`. */
  line(line: Line, x: number, y: number, style: Style): void {
    for (const piece of line.pieces) {
      let at = x + piece.x;
      if (piece.actual !== null) this.doc.markContent("Span", { actual: piece.actual });
      for (const run of piece.runs) {
        this.fonts.use(run.font, style.size);
        this.doc.fillColor(INK[style.role]);
        // Every script on one baseline, whatever its font's ascent.
        this.doc.text(run.text, at, y + style.size, { lineBreak: false, baseline: "alphabetic" });
        at += this.doc.widthOfString(run.text);
      }
      if (piece.actual !== null) this.doc.endMarkedContent();
    }
  }

  /** A drawing as vectors, as wide as the page; what it shows is said in words beside it. */
  drawing(drawing: Drawing): void {
    const scale = CONTENT / drawing.width;
    const height = drawing.height * scale;
    this.room(height + 8);
    const top = this.y;
    const figure = this.child("Figure", {
      alt: drawing.label,
      bbox: [MARGIN, top, MARGIN + CONTENT, top + height],
    });
    this.marked(figure, "Figure", () => {
      this.doc.save().translate(MARGIN, top).scale(scale);
      for (const shape of drawing.shapes) this.shape(shape);
      this.doc.restore();
    });
    figure.end();
    this.y = top + height + 10;
  }

  /** Whether so much fits below; else a new page is begun. */
  room(height: number): boolean {
    if (this.y + height <= BOTTOM) return false;
    this.doc.addPage();
    this.y = MARGIN;
    return true;
  }

  /** An element of the part that is open. */
  child(tag: string, options: Tagged = {}, of?: Element): Element {
    const element = this.doc.struct(tag, known(options));
    (of ?? this.section ?? this.root).add(element);
    return element;
  }

  /** What `draw` draws belongs to the element. */
  marked(element: Element, tag: string, draw: () => void): void {
    element.add(this.doc.markStructureContent(tag));
    draw();
    this.doc.endMarkedContent();
  }

  /** What is drawn for the eye only: lines, repeated headings, page numbers. */
  artifact(draw: () => void, type: "Layout" | "Pagination" = "Layout"): void {
    this.doc.markContent("Artifact", { type });
    draw();
    this.doc.endMarkedContent();
  }

  /** The finished file, every page numbered. */
  async end(): Promise<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    const style: Style = { size: 7.5, weight: "regular", role: "ink-3" };
    for (let page = start; page < start + count; page++) {
      this.doc.switchToPage(page);
      this.artifact(() => {
        const [left] = linesOf(this.fonts, this.given.title, { ...style, width: CONTENT - 90 });
        const [right] = linesOf(this.fonts, `Page ${page + 1} of ${count}`, { ...style, width: 90 });
        if (left) this.line(left, MARGIN, PAGE_HEIGHT - 40, style);
        if (right) this.line(right, MARGIN + CONTENT - right.width, PAGE_HEIGHT - 40, style);
      }, "Pagination");
    }
    this.section?.end();
    this.root.end();
    this.doc.end();
    return this.written;
  }

  private linked(element: Element, line: Line, x: number, style: Style, href: string): void {
    const link = this.child("Link", {}, element);
    const options = { structParent: link } as PDFKit.Mixins.AnnotationOption;
    this.doc.link(x, this.y, line.width, style.size * 1.3, href, options);
    link.end();
  }

  private shape(s: Drawing["shapes"][number]): void {
    const { doc } = this;
    switch (s.is) {
      case "line":
        doc.lineWidth(s.wide ?? 1).strokeColor(INK[s.role]);
        if (s.dashed) doc.dash(3, { space: 3 });
        doc.moveTo(s.x1, s.y1).lineTo(s.x2, s.y2).stroke().undash();
        return;
      case "rect":
        doc
          .fillColor(INK[s.role], s.opacity ?? 1)
          .rect(s.x, s.y, s.width, s.height)
          .fill();
        if (s.outlined)
          doc.lineWidth(0.75).strokeColor(INK[s.outlined]).rect(s.x, s.y, s.width, s.height).stroke();
        return;
      case "circle":
        doc
          .fillColor(INK[s.role], s.opacity ?? 1)
          .circle(s.x, s.y, s.r)
          .fill();
        return;
      case "path": {
        s.points.forEach(([x, y], at) => {
          if (at === 0) doc.moveTo(x, y);
          else doc.lineTo(x, y);
        });
        doc
          .lineWidth(s.wide ?? 1)
          .lineJoin("round")
          .strokeColor(INK[s.role])
          .stroke();
        return;
      }
      case "text": {
        const style: Style = { size: s.size, weight: "regular", role: s.role };
        const [line] = linesOf(this.fonts, s.text, { ...style, width: 10_000 });
        if (!line) return;
        const shift = s.anchor === "end" ? line.width : s.anchor === "middle" ? line.width / 2 : 0;
        doc.fillOpacity(1);
        this.line(line, s.x - shift, s.y - s.size, style);
      }
    }
  }
}

function collected(doc: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
}

/** pdfkit knows all of these; its types know the first two. */
function known(options: Tagged): NonNullable<Parameters<PDFKit.PDFDocument["struct"]>[1]> {
  return { ...options };
}
