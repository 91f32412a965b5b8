import { unified } from "./likeness";
import { normalise, spelledOut } from "./plain-text";
import { unwrapped } from "./redact";

/**
 * Whether a text tries to instruct whoever reads it: a reviewer, or a model (I16). Pure. Only ever a flag on the item:
 * no list of patterns finds every attempt, so nothing is trusted because it was not flagged.
 */
export function instructs(text: string): boolean {
  return readings(text).some((reading) => orders.some((order) => order.test(reading)));
}

const aim =
  "(?:instructions?|directives?|directions?|rules?|prompts?|commands?|guidelines?|polic(?:y|ies)|checks?|controls?|facts?|evidence|findings?|warnings?|context|text|everything|anything|all of (?:this|that|the)|what (?:you|was|has|is))";
const verb =
  "(?:ignore|disregard|forget|overlook|neglect|set aside|pay no attention to|do not follow|don'?t follow|stop following)";
const verdict =
  "(?:keep|retain|certify|re-?certify|approve|accept|confirm|allow|leave|renew|extend|remove|revoke|reject|deny|delete)";

const orders: readonly RegExp[] = [
  new RegExp(`\\b${verb}\\b.{0,60}?\\b${aim}\\b`, "iu"),
  /\b(?:skip|bypass|override|omit)\b.{0,20}?\b(?:previous|prior|above|earlier|your|system)\b.{0,20}?\b(?:instructions?|rules?|prompts?|polic(?:y|ies)|guidelines?)\b/iu,
  new RegExp(
    `\\b(?:recommend|suggest|answer|respond|reply|output|conclude|classify|treat)\\b.{0,40}?\\b${verdict}(?:d|ed|ing)?\\b.{0,60}?(?:\\b(?:for|this|these|it|access|every|all|item|person|holder|user|as|without|only)\\b|$)`,
    "iu",
  ),
  new RegExp(
    `\\b(?:must|should|shall|always|please|you (?:will|can)|be sure to|make sure to)\\b.{0,30}?\\b(?:not be (?:flagged|reviewed|questioned|changed)|be (?:approved|certified|retained) by you|${verdict} (?:this|it)\\b|recommend)`,
    "iu",
  ),
  /\b(?:do not|don'?t|never|no need to)\s+(?:\w+\s+){0,2}?(?:flag|review|revoke|remove|question|escalate|report|mention|verify|challenge|investigate|cit|warn)\w*/iu,
  /\bmark (?:this|it|them|all|every)\b.{0,40}?\bas\b/iu,
  /\b(?:you are|you'?re|act as|pretend to be|behave as|your (?:task|role|job|goal|purpose) is)\b.{0,30}?\b(?:assistant|ai|model|chatbot|llm|bot|reviewer|auditor|agent|administrator)\b/iu,
  /\bas an? (?:ai|language model|llm|chatbot)\b/iu,
  /\b(?:system|hidden|initial|original|secret|developer)\s+(?:prompt|message|instructions?)\b/iu,
  /(?:^|[\s"'>\]])(?:assistant\s*:|system\s*:\s*(?:you|ignore|disregard|from now|new|override|the (?:user|reviewer|model)))/iu,
  /<\/?\s*(?:system|assistant|user|instructions?|evidence|facts?|data|context|prompt|untrusted|text|im_start|im_end)\b[^>]{0,60}>|<\|[^|]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>|^#{2,}\s*(?:system|instructions?|response|task|new)\b|-{3,}\s*(?:end|begin) of\b/imu,
  /\b(?:new|updated|real|actual|following|additional|important|urgent|priority) (?:system )?(?:instructions?|directives?)\b/iu,
  /\b(?:note|message|instructions?|attention|notice)\s+(?:to|for)\s+(?:the\s+)?(?:ai|assistant|model|reviewer|llm|auditor|bot|approver|drafter)s?\b/iu,
  /\b(?:ai|llm|language) ?(?:models?|assistants?|reviewers?|agents?)\b.{0,40}?\b(?:must|should|shall|please|will|are to|is to|need)\b/iu,
  /\b(?:repeat|print|reveal|show|output|translate|summari[sz]e|encode)\b.{0,30}?\b(?:prompt|instructions?|canary)\b/iu,
  /\bjailbreak|\bDAN mode\b|\bdeveloper mode\b|\bprompt injection\b/iu,
  /\b(?:ignorier\w*|missachte\w*|vergiss|vergesse\w*|beachte nicht)\b.{0,60}?\b(?:anweisung\w*|vorgabe\w*|regel\w*|hinweis\w*|fakten|alles|prüf\w*)/iu,
  /\b(?:empfiehl|empfehle|empfehlen)\b.{0,60}?\b(?:behalten|beizubehalten|genehmig\w*|zustimm\w*|beibehalten)/iu,
  /\b(?:ignore[zr]?|oublie[zr]?|ne tiens pas compte|ne tenez pas compte)\b.{0,60}?\b(?:instructions?|consignes?|règles?|précédent\w*|directives?)/iu,
  /\b(?:ignor[ae]r?|olvida|olvide|haz caso omiso|desconsider[ae]|esqueça)\b.{0,60}?\b(?:instrucciones?|instruç(?:ão|ões)|reglas?|regras?|anterior\w*|todo|tudo)/iu,
  /\b(?:recomienda|recomiende|recomende|recommande[zr]?)\b.{0,60}?\b(?:mantener|aprobar|conservar|manter|aprovar|conserver|approuver|garder|maintenir)/iu,
  /\b(?:zignoruj|pomiń|ignoruj)\b.{0,60}?(?:instrukcj|polecen|zasad)/iu,
  /(?:игнорируй|забудь|не обращай).{0,60}?(?:инструкц|указан|правил)/iu,
  /(?:忽略|无视|忘记|不要理会).{0,20}?(?:指令|指示|说明|规则|提示|内容)|(?:無視|忘れ).{0,20}?(?:指示|命令|ルール)|(?:指示|命令|ルール).{0,12}?(?:無視|忘れ)/u,
];

/** The text as it looks, as it is when nothing is hidden, and with what it wraps unwrapped. */
function readings(text: string): string[] {
  const raw = text.slice(0, 20_000);
  const plain = unified(normalise(raw));
  const all = [plain];
  const tags = unified(normalise(spelledOut(raw)));
  if (tags !== plain) all.push(tags);
  const joined = plain.replace(/(?<=\b\p{L})[\s.\-_*](?=\p{L}\b)/gu, "");
  if (joined !== plain) all.push(joined);
  for (const match of plain.matchAll(/[A-Za-z0-9+/_-]{24,4000}={0,2}/gu)) {
    const inner = unwrapped(match[0]);
    if (inner !== null) all.push(unified(normalise(inner)));
  }
  return all;
}
