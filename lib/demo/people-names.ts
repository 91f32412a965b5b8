import type { Draws } from "@/lib/demo/random";
import { words } from "@/lib/demo/table";

const GIVEN: Record<string, string[]> = {
  Lisbon:
    words(`Beatriz Catarina Duarte Filipa Gonçalo Inês João Leonor Luís Mafalda Margarida Miguel Nuno Rita Sofia
    Tiago Vasco Anselmo Conceição Benedita Caetana Raúl Joaquim Íris Zélia`),
  Bergen:
    words(`Astrid Bjarne Eirik Gunnhild Håkon Ingvild Jørgen Kjersti Lars Magnhild Ola Randi Sigurd Solveig
    Torbjørn Turid Øyvind Åse Kåre Ragnhild Tormod Vigdis Ylva`),
  Pune: words(`Aarav Aditi Devika Gauri Harish Ishaan Kavya Lakshmi Manoj Meera Neeraj Pranav Rukmini Sanjana Shreyas
    Tanvi Vikram Zoya Omkar Revati Chinmay Anagha Siddharth`),
  elsewhere:
    words(`Agnieszka Amina Ayşe Bogdan Chidi Chloé Dragana Emeka Farid Giulia Hana Ibrahim Jiří Katarzyna
    László Mehmet Ngọc Olena Paweł Rasmus Siobhán Štěpán Thandiwe Ximena Yara Zuzana`),
};

const FAMILY: Record<string, string[]> = {
  Lisbon:
    words(`Abrantes Brandão Caetano Cordeiro Esteves Falcão Figueira Garção Leitão Lourenço Magalhães Noronha
    Pacheco Quintela Ramalho Sequeira Simões Vilaça Assunção Bettencourt`),
  Bergen:
    words(`Aasheim Bakkejord Brekke Dyrhaug Fjellstad Grønvik Haugland Kvammen Lønning Moberg Nygård Øvrebø
    Rødseth Skarsvåg Tveito Ulvestad Ytrehus Sætre Bjørkelund`),
  Pune: words(`Apte Bhosale Chitnis Deshmukh Gokhale Iyer Joglekar Limaye Menon Nair Pathak Ranade Sathe Tilak
    Venkataraman Waghmare Phadke Mujumdar Subramaniam`),
  elsewhere:
    words(`Achterberg Çelik Dvořák Ekwueme Fiałkowska Horváth Ilić Jankauskas Kovačević Lindqvist Nguyễn
    O’Sullivan Petrauskaitė Quiñones Rossetti Szczepański Þórsdóttir Ülger Wójcik Yıldırım Żukowski`),
};

const LETTERS: Record<string, string> = {
  ł: "l",
  ø: "o",
  æ: "ae",
  þ: "th",
  ð: "d",
  ı: "i",
  ß: "ss",
  đ: "d",
};

/** Mailbox name of a Latin display name: lower case a–z, words joined with dots. */
export function mailbox(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFD")
    .replace(/[łøæþðıßđ]/g, (letter) => LETTERS[letter] ?? "")
    .replace(/[^a-z ]/g, "")
    .trim()
    .replace(/ +/g, ".");
}

/** An invented name, mostly of the office's own country. */
export function inventName(draw: Draws, location: string): string {
  const from = (lists: Record<string, string[]>) =>
    lists[draw.chance(0.72) ? location : "elsewhere"] ?? lists.elsewhere ?? [];
  return `${draw.pick(from(GIVEN))} ${draw.pick(from(FAMILY))}`;
}
