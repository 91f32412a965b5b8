import { type EvidenceName, evidence, type Newest, type ShownBy } from "./mapping-evidence";

/**
 * Which control of which framework a feature answers to, by its id and in our own words. What shows it is a page and a query of
 * this portal; whether it does is a fact of this installation. Pure.
 */

export type Control = {
  framework: string;
  id: string;
  /** What it is about, in our own words. */
  topic: string;
  /** What the portal does about it. */
  feature: string;
  /** Where that is done: a page of this portal. */
  page: { label: string; href: string };
  /** The file of an evidence pack that shows it offline, if one does. */
  file?: string;
  needs: EvidenceName;
};

const campaigns = { label: "Campaigns", href: "/campaigns" };
const rules = { label: "Rules", href: "/rules" };
const exceptions = { label: "Exceptions", href: "/exceptions" };
const remediation = { label: "Remediation", href: "/remediation" };
const log = { label: "Log", href: "/log" };
const packs = { label: "Evidence packs", href: "/exports" };
const sources = { label: "Sources", href: "/sources" };
const drafting = { label: "Drafting", href: "/settings/drafting" };
const identities = { label: "Machines and their owners", href: "/identities" };
const people = { label: "People and roles", href: "/people" };
const retention = { label: "Retention", href: "/settings/retention" };

const csf = "NIST CSF 2.0";
const rmf = "NIST AI RMF 1.0";
const asi = "OWASP Agentic Top 10";
const nhi = "OWASP NHI Top 10";
const sox = "SOX ITGC";
const soc = "SOC 2";
const iso = "ISO/IEC 27001:2022";
const pci = "PCI DSS 4.0";
const act = "EU AI Act";

export const controls: readonly Control[] = [
  {
    framework: csf,
    id: "PR.AA-05",
    topic: "Access is granted by policy, reviewed, and no more than needed; duties are kept apart",
    feature:
      "Campaigns over the whole population, with a person's decision on each access and no decision on one's own",
    page: campaigns,
    file: "decisions.csv",
    needs: "sealed",
  },
  {
    framework: csf,
    id: "GV.OV-01",
    topic: "What the programme achieves is looked at and changes its course",
    feature: "Figures on how people reviewed, seen by the control owner before the seal",
    page: campaigns,
    file: "report.html",
    needs: "answered",
  },
  {
    framework: csf,
    id: "PR.PS-04",
    topic: "Log records are made and can be watched continuously",
    feature: "A log that each act writes to, and its feed to a security monitor",
    page: log,
    file: "leaves.jsonl",
    needs: "feeds",
  },
  {
    framework: csf,
    id: "ID.RA-07",
    topic: "Exceptions are weighed, recorded and followed",
    feature: "Exceptions with an end, a reason and a second person",
    page: exceptions,
    file: "exceptions.csv",
    needs: "exceptions",
  },
  {
    framework: csf,
    id: "RS.AN-06",
    topic: "Records keep their integrity and provenance",
    feature: "A signed Merkle log that witnesses outside this installation cosign",
    page: log,
    file: "checkpoint",
    needs: "cosigned",
  },
  {
    framework: rmf,
    id: "MAP 3.5",
    topic: "How people oversee the system is defined and assessed",
    feature: "Drafts advise, a person decides; a share of items is decided before the draft is shown",
    page: campaigns,
    file: "decisions.csv",
    needs: "blind",
  },
  {
    framework: rmf,
    id: "GOVERN 3.2",
    topic: "Roles between people and AI are told apart",
    feature: "A model is never an actor: the database refuses a decision that is not a person's",
    page: people,
    file: "roles.csv",
    needs: "decisions",
  },
  {
    framework: rmf,
    id: "MEASURE 2.3",
    topic: "Performance is measured under conditions like those in use",
    feature: "An evaluation that each version of what drafts has to pass",
    page: drafting,
    needs: "evaluations",
  },
  {
    framework: rmf,
    id: "MEASURE 2.10",
    topic: "Risks to privacy are examined",
    feature: "Names and secrets are taken out of what is sent to a model, with a report of kinds and counts",
    page: drafting,
    file: "drafts.jsonl",
    needs: "redacted",
  },
  {
    framework: rmf,
    id: "MANAGE 2.4",
    topic: "The system can be set aside",
    feature: "One switch turns models off for everybody; rules draft on",
    page: { label: "Settings", href: "/settings" },
    needs: "models",
  },
  {
    framework: rmf,
    id: "MANAGE 4.1",
    topic: "Overrides and appeals are watched after deployment",
    feature: "Every override of a recommendation is kept with its reason and counted",
    page: campaigns,
    file: "decisions.csv",
    needs: "overridden",
  },
  {
    framework: asi,
    id: "ASI01",
    topic: "Text in the evidence turns what the model is to do",
    feature:
      "Each item is drafted again without anybody's text; where the two differ, it is decided before the draft is seen",
    page: drafting,
    file: "drafts.jsonl",
    needs: "models",
  },
  {
    framework: asi,
    id: "ASI09",
    topic: "People trust the machine more than they should",
    feature:
      "Items decided blind and items made up to test the review; catch rate and bias with their intervals",
    page: campaigns,
    file: "challenges.csv",
    needs: "challenges",
  },
  {
    framework: asi,
    id: "ASI03",
    topic: "An agent's identity is misused",
    feature:
      "Models hold no role and no credential of the portal; machines and agents are reviewed like people",
    page: identities,
    needs: "machines",
  },
  {
    framework: nhi,
    id: "NHI2",
    topic: "Secrets leak",
    feature:
      "Secrets are found and taken out of evidence, drafts and people's words before anything is stored",
    page: sources,
    file: "evidence.jsonl",
    needs: "imports",
  },
  {
    framework: nhi,
    id: "NHI1",
    topic: "Machines outlive their owners",
    feature: "Non-human identities without an owner are found and asked about",
    page: identities,
    needs: "machines",
  },
  {
    framework: nhi,
    id: "NHI5",
    topic: "Machines hold more than they use",
    feature: "Unused access is evidence on the item",
    page: identities,
    file: "evidence.jsonl",
    needs: "machines",
  },
  {
    framework: nhi,
    id: "NHI7",
    topic: "Secrets live too long",
    feature: "Credentials are items of their own, with age and last rotation",
    page: campaigns,
    file: "items.csv",
    needs: "credentials",
  },
  {
    framework: sox,
    id: "Access review",
    topic: "Access to systems that feed the accounts is reviewed in time by somebody who can judge it",
    feature: "Campaigns with a day they are due, eligible reviewers, and what was not reviewed told as such",
    page: campaigns,
    file: "assignments.csv",
    needs: "sealed",
  },
  {
    framework: sox,
    id: "Completeness and accuracy",
    topic: "What was reviewed is everything there is",
    feature: "Row counts and hashes from file to item, tied out",
    page: sources,
    file: "tie-out.json",
    needs: "imports",
  },
  {
    framework: sox,
    id: "Removal",
    topic: "What was to be removed is gone",
    feature: "Removals are followed until a later snapshot no longer shows them",
    page: remediation,
    file: "remediation.csv",
    needs: "seenGone",
  },
  {
    framework: sox,
    id: "Segregation of duties",
    topic: "No one holds both sides of a conflict",
    feature: "Conflicts are rules of the review; keeping one needs a second person",
    page: rules,
    file: "exceptions.csv",
    needs: "conflicts",
  },
  {
    framework: soc,
    id: "CC6.1",
    topic: "Logical access is restricted",
    feature: "Each access has a decision or is told as not reviewed",
    page: campaigns,
    file: "items.csv",
    needs: "sealed",
  },
  {
    framework: soc,
    id: "CC6.2",
    topic: "Access is given and taken back by procedure",
    feature: "Leavers' access is a finding; removals are followed to the end",
    page: remediation,
    file: "remediation.csv",
    needs: "seenGone",
  },
  {
    framework: soc,
    id: "CC6.3",
    topic: "Access fits the role, and duties are apart",
    feature: "Rules with maker and checker, evaluated on every item",
    page: rules,
    file: "rules/rules.json",
    needs: "rules",
  },
  {
    framework: soc,
    id: "CC4.1",
    topic: "The control itself is evaluated",
    feature: "The review is tested while it runs: blind items and made-up items",
    page: campaigns,
    file: "challenges.csv",
    needs: "challenges",
  },
  {
    framework: soc,
    id: "CC7.2",
    topic: "Anomalies are watched for",
    feature: "The log's feed to a security monitor",
    page: log,
    needs: "feeds",
  },
  {
    framework: iso,
    id: "A.5.3",
    topic: "Duties that conflict are apart",
    feature: "No decision on one's own access; conflicts are findings",
    page: rules,
    file: "decisions.csv",
    needs: "conflicts",
  },
  {
    framework: iso,
    id: "A.5.15",
    topic: "Access is controlled by rules",
    feature: "Rules with versions, of which one is in force",
    page: rules,
    file: "rules/rules.json",
    needs: "rules",
  },
  {
    framework: iso,
    id: "A.5.18",
    topic: "Access rights are reviewed and withdrawn",
    feature: "Campaigns, and removal followed to the end",
    page: campaigns,
    file: "decisions.csv",
    needs: "sealed",
  },
  {
    framework: iso,
    id: "A.8.2",
    topic: "Privileged rights are few and managed",
    feature: "Privileged access is high risk: it comes first and is decided one by one",
    page: campaigns,
    file: "items.csv",
    needs: "sealed",
  },
  {
    framework: iso,
    id: "A.8.15",
    topic: "Logs are kept and protected",
    feature: "Entries can be added and never changed; each is under a signed checkpoint",
    page: log,
    file: "leaves.jsonl",
    needs: "checkpoints",
  },
  {
    framework: iso,
    id: "A.5.33",
    topic: "Records are protected and kept as long as required",
    feature: "Periods a class, legal holds, and erasure that leaves the record whole",
    page: retention,
    needs: "retention",
  },
  {
    framework: pci,
    id: "7.2.4",
    topic: "User access is reviewed at least every six months and acknowledged by management",
    feature: "Campaigns with sign-off, where an identity provider or a passkey vouches for it",
    page: campaigns,
    file: "signoffs.jsonl",
    needs: "signOffs",
  },
  {
    framework: pci,
    id: "7.2.5.1",
    topic: "Application and system accounts are reviewed",
    feature: "Machines, their credentials and their owners are items",
    page: identities,
    file: "items.csv",
    needs: "machines",
  },
  {
    framework: pci,
    id: "10.3.2",
    topic: "Log files are protected from change",
    feature: "The database refuses a change, and the verifier finds one that was made below it",
    page: packs,
    file: "verify.mjs",
    needs: "exports",
  },
  {
    framework: pci,
    id: "10.3.4",
    topic: "A change of existing log data is noticed",
    feature: "A witness refuses a head that contradicts what it cosigned, and auditors are told",
    page: log,
    needs: "cosigned",
  },
  {
    framework: act,
    id: "14(4)(a)",
    topic: "Who oversees understands what the system can and cannot do",
    feature: "A briefing before the first item; each sentence of a draft names the fact it rests on",
    page: drafting,
    needs: "models",
  },
  {
    framework: act,
    id: "14(4)(b)",
    topic: "Who oversees stays aware of automation bias",
    feature: "Blind items, and the difference that a recommendation makes, with its interval",
    page: campaigns,
    file: "decisions.csv",
    needs: "blind",
  },
  {
    framework: act,
    id: "14(4)(c)",
    topic: "Output is read for what it is",
    feature:
      'Facts, stance and what speaks against it stand beside each draft; "insufficient evidence" is an answer',
    page: campaigns,
    file: "drafts.jsonl",
    needs: "models",
  },
  {
    framework: act,
    id: "14(4)(d)",
    topic: "Output can be disregarded or reversed",
    feature: "No choice is made beforehand; overrides are one key away and are counted",
    page: campaigns,
    file: "decisions.csv",
    needs: "overridden",
  },
  {
    framework: act,
    id: "14(4)(e)",
    topic: "The system can be stopped",
    feature: "One switch, which is on the record",
    page: { label: "Settings", href: "/settings" },
    needs: "models",
  },
];

/** One line of the mapping as it stands in this installation; `query` gives what was counted. */
export type MappedControl = Control & { count: number; shown: string; query: ShownBy };

/** The list with what this installation shows of each; where there is nothing to open, the query leads to the feature's page. */
export function mapped(
  counts: Readonly<Record<EvidenceName, number>>,
  newest: Readonly<Partial<Record<EvidenceName, Newest>>>,
): MappedControl[] {
  return controls.map((control) => {
    const count = counts[control.needs];
    const { one, many, none, query } = evidence[control.needs];
    const shown = count > 0 ? `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}` : none;
    const href = filled(query.href, newest[control.needs] ?? {}) ?? control.page.href;
    return { ...control, count, shown, query: { ...query, href } };
  });
}

/** The address with its places filled, or nothing where one of them is not known. */
function filled(href: string, newest: Newest): string | undefined {
  const names = href.match(/(?<=:)[a-z]+/gu) ?? [];
  if (names.some((name) => newest[name] === undefined)) return undefined;
  return href.replace(/:([a-z]+)/gu, (_, name: string) => newest[name] ?? "");
}
