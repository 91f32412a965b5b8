import { table } from "@/lib/demo/table";

/** A person of the story: takes the first matching post of the department. `post` is "head", "lead" or a title. */
export type CastMember = {
  key: string;
  name: string;
  /** Latin spelling for the mailbox. */
  latin: string;
  department: string;
  post: string;
  /** Title where it differs from the post's own. */
  title: string;
};

const TABLE = `
ana     | Ana Duarte           | | Treasury             | lead | Treasury manager
rohan   | Rohan Deshpande      | | Platform engineering | lead | Platform engineering manager
sigrid  | Sigrid Aasen         | | Finance systems      | head |
mateus  | Mateus Carvalho      | | Identity and access  | head | Identity and access lead
leila   | Leila Haddad         | | Internal audit       | Internal auditor |
henrik  | Henrik Solberg       | | Financial control    | head |
priya   | Priya Raman          | | Treasury             | Treasury analyst |
tomasz  | Tomasz Łuczak        | | Treasury             | Treasury analyst |
jun     | Jun Watanabe         | | Treasury             | Treasury analyst |
maria   | Maria do Carmo Vasconcelos de Albuquerque e Castro-Montenegro | Maria Vasconcelos | Treasury | Treasury analyst |
yutong  | 王雨桐                | Yutong Wang | Treasury  | Treasury analyst |
kari    | Kári Þórðarson       | | Treasury             | Treasury analyst |
amara   | Amara Nwosu          | | Treasury             | Treasury analyst |
diogo   | Diogo Sarmento       | | Treasury             | Treasury analyst |
ananya  | Ananya Kulkarni      | | Platform engineering | Platform engineer |
yusuf   | Yusuf Demirtaş       | | Platform engineering | Platform engineer |
linh    | Nguyễn Thị Mỹ Linh   | | Platform engineering | Platform engineer |
kofi    | Kofi Mensah-Boateng  | | Platform engineering | Platform engineer |
saoirse | Saoirse Ní Dhomhnaill| | Platform engineering | Platform engineer |
arjun   | अर्जुन पाटील            | Arjun Patil | Platform engineering | Platform engineer |
otto    | Otto Grimnes         | | IT operations        | Systems administrator |
rui1    | Rui Teixeira         | | Customer support     | Support agent |
rui2    | Rui Teixeira         | | Logistics            | Warehouse coordinator |
eleni   | Ελένη Παπαδοπούλου   | Eleni Papadopoulou | Marketing | Marketing specialist |
dmytro  | Дмитро Коваленко     | Dmytro Kovalenko   | Firmware | Firmware engineer |
salma   | سلمى الإدريسي        | Salma El Idrissi   | Sales Europe | Account executive |
kenji   | 佐藤 健二             | Kenji Sato         | Sales Asia | Account executive |
tamar   | תמר לוינסון          | Tamar Levinson     | Legal | Legal counsel |
minseo  | 김민서                | Minseo Kim         | Quality assurance | Test engineer |
suda    | สุดา ศรีวัฒน์           | Suda Sriwat        | Customer support | Support agent |
venkata | Venkata Satyanarayana Subrahmanyam Lakshmi Narasimhan Chidambaram-Ramanathan | Venkata Chidambaram | Charting software | Software engineer |
jose    | José Ñíguez          | | Field service        | Field engineer |
`;

export const CAST: readonly CastMember[] = table(TABLE).map(
  ([key = "", name = "", latin = "", department = "", post = "", title = ""]) => ({
    key,
    name,
    latin: latin || name,
    department,
    post,
    title,
  }),
);

/** What happened to people of the cast, in days before today (`ends`: days after it). */
export const FATES: Readonly<Record<string, Fate>> = {
  priya: { started: 1400, moved: 314, from: ["Accounts payable", "Vendor data steward"] },
  tomasz: { started: 1120, moved: 45, from: ["Sales operations", "Sales operations analyst"] },
  jun: { started: 900 },
  maria: { started: 353, ends: 12 },
  yutong: { started: 480 },
  kari: { started: 700, left: 16 },
  amara: { started: 2100 },
  diogo: { started: 820 },
  ananya: { started: 1500 },
  yusuf: { started: 980 },
  linh: { started: 260, ends: 26 },
  kofi: { started: 1250, moved: 150, from: ["IT operations", "Systems administrator"] },
  saoirse: { started: 610 },
  arjun: { started: 58 },
  otto: { started: 3100, left: 60 },
  leila: { started: 1700 },
};

export type Fate = {
  started: number;
  moved?: number;
  from?: [department: string, title: string];
  left?: number;
  ends?: number;
};

/** The six of the picker: cast key, role in Countersign and what they would do. */
export const PICKER = [
  [
    "ana",
    "manager",
    "Reviews the access of her eight treasury analysts and of the two machines she answers for.",
  ],
  ["rohan", "manager", "Reviews six platform engineers, who can change nearly everything in the cloud."],
  [
    "sigrid",
    "application owner",
    "Answers for the ERP and the treasury system and decides what managers hand on.",
  ],
  ["mateus", "admin", "Connects the sources, launches the campaign, chases reviewers and closes it."],
  ["leila", "auditor", "Tests whether the control worked and takes away a pack that verifies offline."],
  ["henrik", "control owner", "Approves the staged campaign and signs off on its result."],
] as const;
