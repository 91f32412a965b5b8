import { table, words } from "@/lib/demo/table";

/** A non-human identity. `owner` and `backup`: cast key, department (its head), "-" (nobody named). */
export type Machine = {
  name: string;
  kind: string;
  owner: string;
  backup: string;
  purpose: string;
  actsFor: string;
  grants: string[];
  /** Grants never used; they are marked with `!` in the table. */
  unused: Set<string>;
};

/** name | kind | owner | backup | purpose | acts for | grants (`!` = never used) */
const TABLE = `
Joiner-mover-leaver provisioning | service | mateus | Identity and access | Creates and removes accounts from HR events. | IT operations | wrk:SSO_ADM cld:iam-manage erp:ZBC_USR_ADM
Cash forecast agent       | ai_agent | ana | - | Reads bank statements every morning and proposes the thirteen-week cash forecast. | Treasury | aip:workbench aip:tool-warehouse aip:tool-mail-send! aip:tool-payment-draft! dwh:mart_ledger_r trs:FORECAST_EDIT
Support reply agent       | ai_agent | Customer support | - | Suggests replies to customer cases. | Customer support | aip:workbench aip:tool-crm-read aip:tool-ticket-write aip:tool-crm-write! crm:PROFILE_CARE
Lead research agent       | ai_agent | otto | - | | Sales Europe | aip:workbench aip:tool-crm-read aip:tool-web-fetch aip:tool-mail-send! crm:EXPORT_ALL!
Code review agent         | ai_agent | rohan | ananya | Comments on merge requests; a person merges. | Charting software | aip:workbench aip:tool-code-comment aip:tool-code-merge! cod:all-read cod:protected-push!
Ticket triage agent       | ai_agent | - | - | Sorts incoming tickets by team. | | aip:workbench aip:tool-ticket-write aip:tool-web-fetch! cod:issues
Chart annotation agent    | ai_agent | Charting software | venkata | Proposes depth annotations for new charts. | Charting software | aip:workbench aip:tool-warehouse cld:data-lake-rw dwh:mart_telemetry_r
Bank statement loader     | service | ana | amara | Fetches statements from five banks at 06:00 and loads them into the treasury system. | Treasury | trs:BANK_STMT_READ cis:secret-finance-r trs:TRANSFER_ENTER!
ERP batch user            | service | sigrid | - | Runs nightly jobs of the ERP. | | erp:ZBC_TAB_ALL erp:ZFI_GL_PST_03 erp:ZBC_DBG_CHG!
Invoice scanner           | service | Accounts payable | - | Reads scanned invoices and enters them. | Accounts payable | erp:ZFI_INV_ENT_01
Payment file sender       | service | sigrid | ana | Hands released payment files to the banks. | Treasury | erp:ZFI_PMT_PRP_01 cis:secret-finance-r
CRM to ERP sync           | service | Sales operations | - | Copies won opportunities to the ERP as sales orders. | | crm:ACCOUNT_VIEW erp:ZSD_ORD_CRT_01
Price list publisher      | service | Sales operations | - | | | erp:ZSD_PRC_CHG_02
Expense export            | service | Financial control | - | Posts approved expenses to the ledger. | | exp:TALLY_ADMIN erp:ZFI_GL_PST_03
Payroll export            | service | People team | - | Sends payroll files to the payroll provider. | People team | erp:ZHR_PAY_RUN
Badge feed                | service | - | - | | | erp:ZMM_STK_DSP!
Stock counter             | service | Logistics | - | Handheld scanners post counts through it. | Logistics | erp:ZMM_GR_PST_01 erp:ZMM_STK_ADJ_02
Warehouse loader finance  | service | otto | - | Loads ledger tables every hour. | Data and analytics | dwh:loader_rw erp:ZFI_GL_DSP_01
Warehouse loader sales    | service | otto | - | Loads CRM tables every hour. | Data and analytics | dwh:loader_rw crm:EXPORT_ALL
Warehouse loader product  | service | Data and analytics | - | Loads telemetry every hour. | | dwh:loader_rw cld:data-lake-rw
Board report builder      | service | Financial control | - | Builds the monthly board figures. | | dwh:grp_finance dwh:grp_commercial
Survey mailer             | service | Marketing | eleni | Sends satisfaction surveys. | Marketing | crm:CAMPAIGN_SEND
Web shop connector        | service | - | - | | | crm:ACCOUNT_VIEW crm:EXPORT_ALL!
Old ticket bridge         | service | - | - | Was built for the ticket system before this one. | | cod:issues! crm:CASE_WORK!
Mail archive              | service | IT operations | - | Copies mail to the archive. | | wrk:MAIL_ADM
Directory sync            | service | Identity and access | - | Copies people and groups to the cloud. | | wrk:SSO_ADM cld:iam-manage
Password vault sync       | service | Information security | - | | | cis:secret-all-rw
Vulnerability scanner     | service | Information security | - | Looks for known weaknesses every night. | | cld:prod-readonly k8s:cluster-view cld:log-read
Log collector             | service | Information security | - | Ships logs to the archive. | | cld:log-read k8s:cluster-view
Backup runner             | service | IT operations | - | Takes and tests backups. | | cld:backup-restore cld:kms-admin!
Cost reporter             | service | Platform engineering | - | Mails weekly cloud costs. | | cld:billing-view
Domain renewal            | service | otto | - | | | cld:network-admin
Network monitor           | service | IT operations | - | Watches links between the three offices. | | cld:network-admin cld:log-read
Firmware signing service  | service | Firmware | dmytro | Signs firmware after two approvals. | Firmware | cod:release-sign cis:artifact-publish
Chart tile renderer       | workload | Charting software | - | Draws chart tiles. | | cld:data-lake-rw cis:secret-charting-r k8s:ns-charting-edit!
Chart tile cache          | workload | Charting software | - | Keeps drawn tiles. | | cld:prod-readonly cis:secret-charting-r
Tide model runner         | workload | Charting software | - | Computes tide tables every night. | | cld:data-lake-rw
Chart update feed         | workload | Charting software | - | | | cis:secret-charting-r cld:data-lake-rw
Telemetry gateway         | workload | rohan | kofi | Receives telemetry from instruments at sea. | | cld:telemetry-ingest k8s:ns-telemetry-edit cis:secret-all-rw!
Telemetry router          | workload | rohan | - | Sorts telemetry by vessel. | | cld:telemetry-ingest k8s:cluster-view
Telemetry replay          | workload | - | - | | | cld:telemetry-ingest cld:XR-77-legacy!
Cluster autoscaler        | workload | rohan | saoirse | Adds and removes machines. | | cld:prod-operator k8s:cluster-view
Deploy controller         | workload | rohan | ananya | Applies approved releases to the clusters. | | k8s:cluster-admin cis:artifact-publish
Certificate renewer       | workload | rohan | - | Renews certificates before they expire. | | k8s:secrets-read cld:network-admin!
Build runner Lisbon       | workload | Platform engineering | - | Runs pipelines. | | cis:artifact-publish cis:secret-charting-r
Build runner Pune         | workload | Platform engineering | - | Runs pipelines. | | cis:artifact-publish cis:secret-charting-r
Build runner Bergen       | workload | otto | - | | | cis:artifact-publish cis:secret-all-rw
Nightly test farm         | workload | Quality assurance | - | Runs the long tests. | | cis:pipeline-run cld:dev-poweruser
Hardware test bench       | workload | Quality assurance | - | Drives instruments on the bench. | | cis:pipeline-run
Warranty importer         | workload | Data and analytics | - | Reads warranty claims. | | dwh:loader_rw cld:data-lake-rw
Notebook server           | workload | Data and analytics | - | Runs analysts' notebooks. | | cld:data-lake-rw dwh:grp_analysts aip:workbench
Feature store             | workload | Data and analytics | - | | | cld:data-lake-rw cld:prod-admin!
Model gateway             | workload | Data and analytics | - | Routes prompts to models. | | aip:model-deploy cld:log-read
Portal web                | workload | Customer support | - | The customer portal. | | crm:CASE_WORK cis:secret-charting-r
Portal worker             | workload | Customer support | - | Background jobs of the customer portal. | | crm:CASE_WORK crm:ACCOUNT_VIEW
Dealer portal             | workload | Sales Europe | - | | | crm:ACCOUNT_VIEW crm:QUOTE_CREATE
Repository mirror         | workload | Firmware | - | Copies firmware repositories to Bergen. | | cod:all-read cod:firmware-write!
Spare parts search        | workload | Field service | - | Finds parts by serial number. | | erp:ZPP_BOM_DSP dwh:mart_warranty_r
Legacy report host        | workload | - | - | | | dwh:bulk_export cld:XR-77-legacy
Kubernetes backup         | workload | IT operations | - | Copies cluster objects to the archive. | | k8s:secrets-read cld:backup-restore
`;

export const MACHINES: readonly Machine[] = table(TABLE).map(
  ([name = "", kind = "", owner = "", backup = "", purpose = "", actsFor = "", cell = ""]) => {
    const marked = words(cell);
    return {
      name,
      kind,
      owner,
      backup,
      purpose,
      actsFor,
      grants: marked.map((word) => word.replace("!", "")),
      unused: new Set(marked.filter((word) => word.endsWith("!")).map((word) => word.slice(0, -1))),
    };
  },
);

/** Who stops working when a machine does. */
export const DEPENDANTS: Readonly<Record<string, string>> = {
  "Bank statement loader": "Cash forecast agent; treasury-desk",
  "Payment file sender": "Payment runs of all three companies",
  "Warehouse loader finance": "Board report builder; Cash forecast agent",
  "Telemetry gateway": "Telemetry router; Warranty importer",
  "Deploy controller": "Every release to the clusters",
  "Certificate renewer": "Portal web; Dealer portal; Telemetry gateway",
  "Directory sync": "Every cloud account",
};
