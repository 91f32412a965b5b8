/**
 * People who do not exist, for challenge items: no identity of the campaign, and no person of the portal, has the name given.
 * Pure, with chance passed in.
 */

/** A whole number from 0 to below `n`. */
export type Pick = (n: number) => number;

const firsts =
  "Amara Anouk Bastian Beata Calum Camila Dario Delphine Edda Elio Esme Farid Fenna Gideon Greta Hamid Ilse Ines Ivor Jarek Joana Kaito Kerstin Lando Leandra Malik Marta Milan Nadia Niall Noor Oskar Paloma Piet Quentin Rana Rosa Ruben Saskia Sindre Tamsin Teo Ulla Vera Viktor Wanda Yusuf Zofia".split(
    " ",
  );
const lasts =
  "Abara Achterberg Bellamy Bianchi Corvin Dahlgren Delacroix Eriksen Falk Farkas Gallego Grieve Hallam Hartwell Ibarra Ivarsson Jansen Kessler Kowal Lachance Lindholm Marchetti Mensah Nakagawa Norling Obi Oduya Pereira Prins Quist Ramires Rask Salgado Sandvik Tavares Thorne Urbina Vance Verhoeven Wahl Weir Yilmaz Zeller".split(
    " ",
  );

/** @param taken names in lower case */
export function inventedName(pick: Pick, taken: ReadonlySet<string>): { first: string; last: string } {
  const from = pick(firsts.length * lasts.length);
  for (let step = 0; step < firsts.length * lasts.length; step++) {
    const at = (from + step) % (firsts.length * lasts.length);
    const first = firsts[at % firsts.length] ?? "";
    const last = lasts[Math.floor(at / firsts.length)] ?? "";
    if (!taken.has(`${first} ${last}`.toLowerCase())) return { first, last };
  }
  throw new RangeError("Every invented name is somebody's.");
}

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** A login or id of the same make: with the invented name where it held the real one's, with other digits where it had some. */
export function inventedLogin(
  real: string,
  of: { name: string; first: string; last: string },
  pick: Pick,
): string {
  const words = plain(of.name).split(/\s+/u);
  const [first, last] = [words[0] ?? "", words.at(-1) ?? ""];
  const [newFirst, newLast] = [plain(of.first), plain(of.last)];
  let made = plain(real);
  const hadLast = last.length >= 3 && words.length > 1 && made.includes(last);
  const hadFirst = first.length >= 3 && made.includes(first);
  if (hadLast && !hadFirst) {
    const initial = made.indexOf(last) - 1;
    if (made[initial] === first[0])
      made = `${made.slice(0, initial)}${newFirst[0] ?? ""}${made.slice(initial + 1)}`;
  }
  if (hadLast) made = made.replaceAll(last, newLast);
  if (hadFirst) made = made.replaceAll(first, newFirst);
  if (/\d/u.test(made)) made = made.replace(/\d/gu, (digit) => String((Number(digit) + 1 + pick(9)) % 10));
  // Where only the first name was found, what follows may be the rest of the real one in another spelling.
  return made === plain(real) || (hadFirst && !hadLast) ? `${newFirst}.${newLast}` : made;
}

/** Every name there is to give, in lower case. */
export function allInventedNames(): string[] {
  return lasts.flatMap((last) => firsts.map((first) => `${first} ${last}`.toLowerCase()));
}
