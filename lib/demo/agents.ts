import { table } from "@/lib/demo/table";

/**
 * What the directory says of the six AI agents beyond what it says of every machine. `sponsor` and `instructions`: cast key,
 * department (its head) or "-"; `parent`: another agent's name; `tested`: days ago, "Never", or unknown.
 */
export type Agent = {
  sponsor: string;
  delegation: string;
  autonomy: string;
  model: string;
  provider: string;
  instructions: string;
  parent: string;
  offSwitch: string;
  tested: string;
};

/** name | sponsor | delegation | autonomy | model | provider | instructions | parent | off switch | tested */
const TABLE = `
Cash forecast agent    | Treasury           | own       | acts with approval | Lodestar 4 large | Polaris Models | ana | - | Stop button in the workbench | 41
Support reply agent    | Customer support   | delegated | suggests           | Kompass 12b | Own hosting    | suda | - | Switched off in the workbench | 12
Lead research agent    | Sales Europe       | own       | acts alone         | Lodestar 4 large | Polaris Models | otto | - | |
Code review agent      | Charting software  | delegated | suggests           | Kompass 12b | Own hosting    | ananya | - | Removed from the merge rules | 90
Ticket triage agent    | -                  | own       | acts alone         | Lodestar 4 mini | Polaris Models | | Support reply agent | Its token is revoked by hand | Never
Chart annotation agent | Charting software  | own       | acts with approval | | | venkata | - | Stop button in the workbench | Never
`;

export const AGENTS: ReadonlyMap<string, Agent> = new Map(
  table(TABLE).map(
    ([
      name = "",
      sponsor = "",
      delegation = "",
      autonomy = "",
      model = "",
      provider = "",
      instructions = "",
      parent = "",
      offSwitch = "",
      tested = "",
    ]) => [name, { sponsor, delegation, autonomy, model, provider, instructions, parent, offSwitch, tested }],
  ),
);

/** Who made a machine, where the directory kept it: cast key or department. */
export const MAKERS: Readonly<Record<string, string>> = {
  "Ticket triage agent": "suda",
  "Web shop connector": "otto",
  "Old ticket bridge": "otto",
  "Badge feed": "Logistics",
  "Telemetry replay": "kofi",
  "Legacy report host": "otto",
};

/** In whose hands a machine's keys were last seen, where the source says so: cast keys. */
export const KEY_HANDS: Readonly<Record<string, readonly string[]>> = {
  "Ticket triage agent": ["suda"],
  "Web shop connector": ["eleni"],
  "Telemetry replay": ["kofi", "yusuf"],
};
