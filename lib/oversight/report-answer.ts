import { againWords, choiceWords, keptWords, sealingWords } from "./answer-rules";
import type { ReportSection } from "./report-schema";
import { day } from "./report-words";
import type { Responses } from "./response-schema";

/**
 * The figures' section with what control owners said of them. Where a part is withheld the section has no figures, and says in their
 * place by whom, when and why; what is not withheld stands behind its query.
 */
export function answered(section: ReportSection, given: Responses): ReportSection {
  const { responses, withheld, sealing } = given;
  const said = responses.flatMap((r) => [
    `${r.by} answered on ${day(r.at)}: ${choiceWords[r.choice]}. ${r.words ?? "(words erased)"}`,
    ...(r.again ? [againWords(r.again)] : []),
  ]);
  const without = sealingWords(sealing);
  const kept = keptWords(given);
  const limits = [
    ...(kept ? [kept] : []),
    ...(without ? [without] : []),
    ...(said.length > 0 || without ? said : ["No control owner's answer is recorded."]),
    ...section.limits,
  ];
  if (withheld.length === 0) return { ...section, limits };
  const why = withheld.map(
    (w) => `"${w.section}" is withheld by ${w.by} on ${day(w.at)} because: ${w.words ?? "(words erased)"}`,
  );
  return { ...section, claim: why.join(" "), figures: [], equations: [], tables: [], plots: [], limits };
}
