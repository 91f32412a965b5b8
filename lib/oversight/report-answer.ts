import type { ReportSection } from "./report-schema";
import { day } from "./report-words";
import type { Responses } from "./response-schema";

const does = {
  no_action: "nothing more is done",
  re_review: "a sample of kept items is reviewed again",
  other: "something else is done",
};

/**
 * The figures' section with what control owners said of them. Where a part is withheld the section has no figures, and says in their
 * place by whom, when and why; what is not withheld stands behind its query.
 */
export function answered(section: ReportSection, { responses, withheld }: Responses): ReportSection {
  const said = responses.map(
    (r) => `${r.by} answered on ${day(r.at)}: ${does[r.choice]}. ${r.words ?? "(words erased)"}`,
  );
  const limits = [
    ...(said.length > 0 ? said : ["No control owner's answer is recorded."]),
    ...section.limits,
  ];
  if (withheld.length === 0) return { ...section, limits };
  const why = withheld.map(
    (w) => `"${w.section}" is withheld by ${w.by} on ${day(w.at)} because: ${w.words ?? "(words erased)"}`,
  );
  return { ...section, claim: why.join(" "), figures: [], equations: [], tables: [], plots: [], limits };
}
