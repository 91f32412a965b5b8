/**
 * What stands for a person in anybody's text and is no known name: mail addresses, telephone numbers, bank accounts and cards.
 * Only shapes with a check of their own, or that nothing else has. Pure.
 */
const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu;
const IBAN = /\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\b/gu;
const CARD = /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu;
const PHONE =
  /(?<![\p{L}\p{N}+])(?:(?:\+|00)[1-9](?:[ ()./-]{0,2}\d){6,13}|\(?0\d{1,4}\)?[ /.-]{1,3}\d(?:[ ./-]?\d){4,9}|\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4})(?![\p{L}\p{N}])/gu;

/** The text without mail addresses; `hide` says who of the known people an address is of, if it is one's. */
export function withoutMail(text: string, hide: (text: string) => string): string {
  if (!text.includes("@")) return text;
  return text.replace(MAIL, (address) => {
    const who = /\[[A-Z]\d+\]/u.exec(hide(address.slice(0, address.indexOf("@"))));
    return who?.[0] ?? "[mail]";
  });
}

/** The text without telephone numbers, bank accounts and cards. */
export function withoutNumbers(text: string): string {
  if (!/\d{2}/u.test(text)) return text;
  return text
    .replace(IBAN, (found) => (isIban(found.replaceAll(" ", "")) ? "[iban]" : found))
    .replace(CARD, (found) => (isCard(found.replace(/\D/gu, "")) ? "[card]" : found))
    .replace(PHONE, "[phone]");
}

/** ISO 13616: moved round and read as a number, it leaves 1 over 97. */
function isIban(text: string): boolean {
  const turned = text.slice(4) + text.slice(0, 4);
  let rest = 0;
  for (const c of turned.toUpperCase()) {
    const value = Number.parseInt(c, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** ISO 7812, the check by Luhn. */
function isCard(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits.at(-1 - i));
    const doubled = i % 2 === 1 ? d * 2 : d;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
