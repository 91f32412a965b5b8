import { drawingOf } from "@/lib/plots/rules";
import { escaped, svgOf } from "@/lib/plots/svg";
import {
  type Report,
  type ReportCell,
  type ReportSection,
  type ReportTable,
  resultWords,
} from "./report-schema";
import { equationWords, moment } from "./report-words";

/**
 * The report as one page of HTML that needs nothing else: no script, no font, no picture from anywhere; light or dark as the
 * reader's system is, and for print. The same report gives the same bytes.
 * @param base the portal's address, so that queries can be opened; null: they are named
 */
export function reportHtml(report: Report, base: string | null): string {
  const link = (href: string, text: string) =>
    base === null ? escaped(text) : `<a href="${escaped(base + href)}">${bidi(text)}</a>`;
  const title = `Campaign report: ${report.name}`;
  const limits = report.sections.filter((s) => s.id === "limits");
  const others = report.sections.filter((s) => s.id !== "limits");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${css}</style>
</head>
<body>
<main>
<header>
<p class="kind">Campaign report</p>
<h1>${bidi(report.name)}</h1>
<p class="small">${escaped(report.state)}. As of ${moment(report.at)}.</p>
${report.simulated ? `<p class="notice">${escaped(report.simulated)}</p>` : ""}
<ul>${report.summary.map((line) => `<li>${bidi(line)}</li>`).join("")}</ul>
</header>
<nav aria-label="Sections"><ol>${[
    ...others.map((s) => [s.id, s.title]),
    ["tests", "What testers ask"],
    ...limits.map((s) => [s.id, s.title]),
  ]
    .map(([id, text]) => `<li><a href="#${id}">${text}</a></li>`)
    .join("")}</ol></nav>
${others.map((s) => sectionOf(s, link)).join("\n")}
${testsOf(report, link)}
${limits.map((s) => sectionOf(s, link)).join("\n")}
</main>
</body>
</html>
`;
}

type Link = (href: string, text: string) => string;

/** Somebody's text, kept from turning what stands around it. */
const bidi = (text: string) => `<bdi>${escaped(text)}</bdi>`;

function sectionOf(s: ReportSection, link: Link): string {
  return `<section id="${s.id}" aria-labelledby="${s.id}-h">
<h2 id="${s.id}-h">${escaped(s.title)}</h2>
<p class="claim">${bidi(s.claim)}</p>
${s.equations.map((e) => `<p class="equation">${escaped(equationWords(e))}</p>`).join("")}
${s.figures.length > 0 ? `<dl>${s.figures.map((f) => `<div><dt>${escaped(f.label)}</dt><dd>${bidi(f.value)}${f.note ? ` <span class="small">${bidi(f.note)}</span>` : ""}</dd></div>`).join("")}</dl>` : ""}
${s.plots.map((p) => `<figure>${svgOf(drawingOf(p))}<figcaption>${escaped(p.label)}</figcaption></figure>`).join("")}
${s.tables.map((t) => tableOf(t, link)).join("")}
${(s.formula ?? []).map((f) => `<p class="small">Formula: ${escaped(f)}</p>`).join("")}
<p class="small">Query <code>${escaped(s.query.name)}</code>: ${link(s.query.href, s.query.words)}</p>
${s.limits.length > 0 ? `<ul class="limits" aria-label="Limits">${s.limits.map((l) => `<li>${escaped(l)}</li>`).join("")}</ul>` : ""}
</section>`;
}

function tableOf(t: ReportTable, link: Link): string {
  const cell = (c: ReportCell, at: number) => {
    const text = typeof c === "string" ? bidi(c) : c.href ? link(c.href, c.text) : bidi(c.text);
    const numeric = t.columns[at]?.numeric ? ' class="n"' : "";
    return at === 0 ? `<th scope="row">${text}</th>` : `<td${numeric}>${text}</td>`;
  };
  return `<div class="scroll"><table><caption>${escaped(t.caption)}</caption>
<thead><tr>${t.columns.map((c) => `<th scope="col"${c.numeric ? ' class="n"' : ""}>${escaped(c.label)}</th>`).join("")}</tr></thead>
<tbody>${t.rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n")}</tbody></table></div>
${t.more > 0 ? `<p class="small">${t.more} more rows are not shown here.</p>` : ""}`;
}

function testsOf(report: Report, link: Link): string {
  return `<section id="tests" aria-labelledby="tests-h"><h2 id="tests-h">What testers ask</h2>
<p class="claim">Each line is a query: it looks at rows and names those that do not hold. A feature that is off says so.</p>
<div class="scroll"><table><caption>Lines, with their result and what it rests on</caption>
<thead><tr><th scope="col">Area</th><th scope="col">Line</th><th scope="col">Result</th><th scope="col">Evidence</th><th scope="col">Asked by</th></tr></thead>
<tbody>${report.tests
    .map(
      (t) =>
        `<tr class="${t.result}"><td>${escaped(t.area)}</td><th scope="row">${link(t.href, t.line)}</th><td>${resultWords[t.result]}</td><td>${escaped(t.evidence)}</td><td class="small">${escaped(t.askedBy.join(", "))}</td></tr>`,
    )
    .join("\n")}</tbody></table></div></section>`;
}

const css = `
:root{color-scheme:light dark;--ground:light-dark(#fff,#151517);--ink:light-dark(#1d1c1a,#efeeec);--ink-2:light-dark(#55524c,#b9b6af);--ink-3:light-dark(#66635c,#9c9991);--line:light-dark(#e6e5e1,#2c2c31);--accent:light-dark(#3d4fbd,#a4b0f7);--attention:light-dark(#675716,#dcc877);--finding:light-dark(#9c381b,#f2a78d)}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 Inter,system-ui,"Noto Sans","Noto Sans Arabic","Noto Sans SC",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:46rem;margin:0 auto;padding:3rem 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 .4rem;font-weight:620}
h2{font-size:1.15rem;margin:2.6rem 0 .3rem;font-weight:620}
.kind,.small,figcaption,dt,.limits{color:var(--ink-2);font-size:.85rem}
.kind{margin:0}.claim{font-size:1.02rem;margin:.2rem 0 1rem}.equation{margin:.2rem 0;padding-left:1rem;border-left:2px solid var(--line)}
.notice{border:1px solid var(--attention);color:var(--attention);padding:.6rem .8rem;border-radius:6px}
a{color:var(--accent)}nav ol{columns:2;font-size:.85rem;padding-left:1.2rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.8rem;margin:0 0 1.2rem}dl div{min-width:0}dt,dd{margin:0}dd{font-size:1.05rem}
figure{margin:0 0 1.2rem}svg{display:block;max-width:100%;height:auto}figcaption{margin-top:.3rem}
.scroll{overflow-x:auto;margin:0 0 1.2rem}
table{border-collapse:collapse;width:100%;font-size:.85rem;overflow-wrap:normal}caption{text-align:left;color:var(--ink-2);padding-bottom:.3rem;font-weight:550}
th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--line);font-weight:400}thead th{font-weight:550;color:var(--ink-2)}
.n{text-align:right;white-space:nowrap}tr.fail td:nth-child(3){color:var(--finding);font-weight:550}tr.not_in_use,tr.not_applicable{color:var(--ink-2)}
.limits{padding-left:1.1rem}
.f-ink{fill:var(--ink)}.f-ink-2{fill:var(--ink-2)}.f-ink-3{fill:var(--ink-3)}.f-line{fill:var(--line)}.f-accent{fill:var(--accent)}.f-attention{fill:var(--attention)}.f-panel{fill:var(--ground)}
.s-ink{stroke:var(--ink)}.s-ink-2{stroke:var(--ink-2)}.s-ink-3{stroke:var(--ink-3)}.s-line{stroke:var(--line)}.s-accent{stroke:var(--accent)}.s-attention{stroke:var(--attention)}.s-panel{stroke:var(--ground)}
@media print{:root{color-scheme:light}body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}h2,figure,tr{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}thead{display:table-header-group}a{color:inherit;text-decoration:none}@page{margin:18mm}}
`;
