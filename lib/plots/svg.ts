import type { Drawing, Role, Shape } from "./schema";

/** A drawing as SVG text whose colours are classes `p-ink`, `p-accent`, … of the page it stands in. */
export function svgOf(drawing: Drawing): string {
  return `<svg role="img" aria-label="${escaped(drawing.label)}" viewBox="0 0 ${drawing.width} ${drawing.height}" width="${drawing.width}" height="${drawing.height}">${drawing.shapes.map(one).join("")}</svg>`;
}

const drawn = (role: Role) => `class="s-${role}" fill="none"`;
const filled = (role: Role) => `class="f-${role}"`;

function one(s: Shape): string {
  switch (s.is) {
    case "line":
      return `<line x1="${s.x1}" y1="${s.y1}" x2="${s.x2}" y2="${s.y2}" ${drawn(s.role)} stroke-width="${s.wide ?? 1}"${s.dashed ? ' stroke-dasharray="3 3"' : ""}/>`;
    case "rect":
      return `<rect x="${s.x}" y="${s.y}" width="${s.width}" height="${s.height}" class="f-${s.role}${s.outlined ? ` s-${s.outlined}` : ""}" fill-opacity="${s.opacity ?? 1}"${s.outlined ? ' stroke-width="0.75"' : ""}/>`;
    case "circle":
      return `<circle cx="${s.x}" cy="${s.y}" r="${s.r}" ${filled(s.role)} fill-opacity="${s.opacity ?? 1}"/>`;
    case "path":
      return `<polyline points="${s.points.map((p) => p.join(",")).join(" ")}" ${drawn(s.role)} stroke-width="${s.wide ?? 1}" stroke-linejoin="round"/>`;
    case "text":
      return `<text x="${s.x}" y="${s.y}" font-size="${s.size}" ${filled(s.role)} text-anchor="${s.anchor ?? "start"}">${escaped(s.text)}</text>`;
  }
}

/** Text as HTML and SVG show it, letter by letter; what no document may hold, control characters, is left out. */
export function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
