import type { Packet } from "@/lib/evidence/schema";
import type { Sent } from "./prompt";
import { LONGEST_JUDGEMENT } from "./schema";
import { subject } from "./words";

/**
 * The model's own wording (I14). No code can check what it means, so it may say only what a closed vocabulary can: ordinary
 * words for what the facts leave open. No digit, number word, date, name, approval, verdict, order, word of confidence, link or
 * markup has a spelling in it. What holds anything else is dropped whole, never repaired; what is left is shown as unverified.
 */
const vocabulary: ReadonlySet<string> = new Set(
  `
  a an the this that these those it its itself there here no not nor nothing neither nobody none both either any some such other
  others another each which who whose what whether when where why how while whereas although though since because as if unless
  and or but so yet still even only also just rather than then thus from for in on of by at to under over within without after
  before during between across along with against about around through into out up down off apart away again too

  is are was were be been being has have had having do does did may might can could would seem seems seemed appear appears
  appeared look looks looked remain remains remained become becomes became
  use uses used using say says said saying tell tells told show shows showed shown point points pointed speak speaks spoke explain
  explains explained leave leaves left fit fits fitted match matches matched differ differs differed disagree disagrees come comes
  came go goes went going gone move moves moved moving change changes changed stop stops stopped begin begins began end ends ended
  hold holds held carry carries carried cover covers covered covering belong belongs belonged serve serves served depend depends
  depended need needs needed know known matter matters mattered mean means meant lack lacks lacked miss missing overlap overlaps
  overlapped pass passed passing last lasts lasted happen happens happened describe describes described report reports reported
  record records recorded mention mentions mentioned read reads written

  access right rights usage work works job post role roles team department duty duties task tasks function functions purpose
  reason reasons evidence fact facts data source sources history grant grants granted request requests requested ticket description
  text account accounts application holder owner manager colleague colleagues people person peers group groups user users service
  services credential credentials rule rules conflict conflicts finding findings month months period periods time times pattern
  gap picture side sides part parts whole case cases kind place places way ways hand handover transition absence question questions
  answer answers doubt name names thing things

  open unclear unknown uncertain unusual usual ordinary common rare rarely seldom recent recently lately earlier later old older new
  newer former previous present current currently now past long short brief briefly regular regularly occasional occasionally
  steady light heavy alone together direct directly indirect alike different similar same strong stronger weak weaker thin little
  more less enough possible possibly perhaps maybe hard easy plain plausible partly far near close temporary permanent idle unused
  limited broad narrow seasonal unexplained undescribed unrecorded unreported
  it's isn't doesn't didn't wasn't aren't don't hasn't can't
`
    .trim()
    .split(/\s+/u),
);

/** Words of which every clause has one: it says that something is open, or may be so, and states nothing. */
const doubting: ReadonlySet<string> = new Set(
  `may might could would can seem seems seemed appear appears appeared whether unclear unknown uncertain open possible possibly
  perhaps maybe plausible hard question questions doubt`.split(/\s+/u),
);

/**
 * The wording as it may be shown, with the holder's name in place of [P1], or undefined where it may not.
 * @param sent what the model was shown: its canary, which no honest answer holds
 */
export function judged(text: string, packet: Packet, sent: Pick<Sent, "canary">): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST_JUDGEMENT) return undefined;
  if (trimmed.toLowerCase().includes(sent.canary.toLowerCase())) return undefined;
  // One line of words and the marks of prose, each mark where prose has it; what the pattern does not name is refused.
  if (!/^(?:(?:\[P1\]|[A-Za-z]+(?:['’-][a-z]+)*)(?:[,;:]? |[.](?: |$)|$))+$/u.test(trimmed)) return undefined;
  for (const clause of trimmed.split(/(?<=[.;:])/u)) {
    const tokens = clause.match(/\[P1\]|[A-Za-z'’-]+/gu) ?? [];
    const words = tokens.filter((t) => t !== "[P1]").map((t) => t.replace("’", "'"));
    if (tokens.length > 0 && !words.some((w) => doubting.has(w.toLowerCase()))) return undefined;
    if (!words.every((word, at) => vocabulary.has(at === 0 && word === tokens[0] ? lowered(word) : word)))
      return undefined;
  }
  return trimmed.replaceAll("[P1]", subject(packet));
}

const lowered = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
