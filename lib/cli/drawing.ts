import { percentOf, type Share } from "@/lib/drafting/share";

/** Drawings and tables of a page that stands alone: text in, SVG and HTML out. */

const WIDTH = 720;
const LEFT = 300;
const RIGHT = 190;
const LINE = 16;

const scale = (hundredths: number) => LEFT + (hundredths / 10_000) * (WIDTH - LEFT - RIGHT);

export type Row = { name: string; shares: readonly (Share | null)[]; after: readonly string[] };

/** One line a model in each row: a point at the share, a line over its interval. */
export function dots(rows: readonly Row[], label: string): string {
  let y = 22;
  const parts: string[] = [];
  for (const { name, shares, after } of rows) {
    parts.push(`<text x="0" y="${y + 4}" class="name">${text(cut(name, 52))}</text>`);
    shares.forEach((share, i) => {
      if (share && share.of > 0) {
        const at = scale(((percentOf(share) ?? 0) / 100) * 10_000);
        parts.push(
          `<line x1="${scale(share.low).toFixed(1)}" x2="${scale(share.high).toFixed(1)}" y1="${y}" y2="${y}" class="m${i % 4}"/>${mark(at, y, i)}`,
        );
      }
      parts.push(
        `<text x="${WIDTH - RIGHT + 12}" y="${y + 4}" class="figure">${text(after[i] ?? "")}</text>`,
      );
      y += LINE;
    });
    y += 8;
  }
  const ticks = [0, 25, 50, 75, 100].map(
    (p) =>
      `<line x1="${scale(p * 100)}" x2="${scale(p * 100)}" y1="12" y2="${y}" class="tick"/><text x="${scale(p * 100)}" y="9" text-anchor="middle" class="axis">${p} %</text>`,
  );
  return `<svg role="img" aria-label="${text(label)}" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}">${ticks.join("")}${parts.join("")}</svg>`;
}

/** Models differ in form as well as in colour. */
export function mark(x: number, y: number, i: number): string {
  const [a, b] = [x.toFixed(1), y];
  const of = `class="m${i % 4}"`;
  if (i % 4 === 1) return `<rect x="${(x - 4).toFixed(1)}" y="${b - 4}" width="8" height="8" ${of}/>`;
  if (i % 4 === 2) return `<path d="M${a} ${b - 5}l5 9h-10z" ${of}/>`;
  if (i % 4 === 3) return `<path d="M${a} ${b - 5}l5 5l-5 5l-5-5z" ${of}/>`;
  return `<circle cx="${a}" cy="${b}" r="4" ${of}/>`;
}

type Spans = { name: string; spans: readonly { from: number; to: number; said: string }[] };

/** Lengths on one scale from zero, a line a model. */
export function bars(rows: readonly Spans[], label: string): string {
  const most = Math.max(1, ...rows.flatMap((r) => r.spans.map((s) => s.to)));
  const at = (n: number) => scale((10_000 * n) / most);
  let y = 12;
  const parts: string[] = [];
  for (const { name, spans } of rows) {
    parts.push(`<text x="0" y="${y + 4}" class="name">${text(cut(name, 44))}</text>`);
    spans.forEach(({ from, to, said }, i) => {
      const width = Math.max(1, at(to) - at(from)).toFixed(1);
      parts.push(
        `<rect x="${at(from).toFixed(1)}" y="${y - 4}" width="${width}" height="8" class="m${i % 4}"/>`,
        `<text x="${WIDTH - RIGHT + 12}" y="${y + 4}" class="figure">${text(said)}</text>`,
      );
      y += LINE;
    });
    y += 8;
  }
  return `<svg role="img" aria-label="${text(label)}" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}"><line x1="${scale(0)}" x2="${scale(0)}" y1="0" y2="${y}" class="tick"/>${parts.join("")}</svg>`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((c) => `<${tag}>${text(c)}</${tag}>`).join("");
  return `<table><tr>${cells(head, "th")}</tr>${rows.map((r) => `<tr>${cells(r, "td")}</tr>`).join("")}</table>`;
}

const cut = (of: string, most: number) => (of.length > most ? `${of.slice(0, most - 1)}…` : of);

/** As text of the page, whatever a corpus or a model is called. */
export function text(of: string): string {
  return of.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d1c1a, #efeeec); --quiet: light-dark(#55524c, #b9b6af);
  --line: light-dark(#e6e5e1, #2c2c31); --a: light-dark(#3d4fbd, #a4b0f7); --b: light-dark(#9c381b, #f2a78d);
  --c: light-dark(#675716, #dcc877); --d: light-dark(#1d1c1a, #efeeec); }
body { margin: 0; background: light-dark(#fafaf8, #151517); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 20px; } h2 { font-size: 16px; margin: 28px 0 4px; } h3 { font-size: 14px; margin: 16px 0 4px; }
p { margin: 4px 0 8px; } svg { max-width: 100%; height: auto; overflow: visible; }
.key svg { vertical-align: -1px; }
text { font: 12px system-ui, sans-serif; fill: var(--ink); } .axis { font-size: 10px; fill: var(--quiet); }
.figure { fill: var(--quiet); font-size: 11px; } .tick { stroke: var(--line); }
.m0 { fill: var(--a); stroke: var(--a); } .m1 { fill: var(--b); stroke: var(--b); }
.m2 { fill: var(--c); stroke: var(--c); } .m3 { fill: var(--d); stroke: var(--d); }
table { border-collapse: collapse; } th, td { text-align: left; padding: 3px 16px 3px 0; border-bottom: 1px solid var(--line);
  font-variant-numeric: tabular-nums; } th { font-weight: 550; color: var(--quiet); }`;
