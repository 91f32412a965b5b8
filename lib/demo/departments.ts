import { table, words } from "@/lib/demo/table";

/** A department: who its head reports to, its cost centre, offices in team order and the size of a team. */
export type Department = {
  name: string;
  executive: string;
  costCenter: string;
  offices: string[];
  teamSize: number;
  posts: Post[];
};

/** A job in a department, how many hold it, and what comes with it, each entitlement with its usual share of holders. */
export type Post = { title: string; count: number; baseline: { entitlement: string; share: number }[] };

export const EXECUTIVES: readonly [title: string, office: string][] = [
  ["Chief executive", "Bergen"],
  ["Chief financial officer", "Lisbon"],
  ["Chief operating officer", "Bergen"],
  ["Chief technology officer", "Pune"],
  ["Chief commercial officer", "Lisbon"],
  ["Chief people officer", "Bergen"],
];

const DEPARTMENTS_TABLE = `
Treasury             | Chief financial officer  | 4410 | Lisbon Lisbon        | 8
Accounts payable     | Chief financial officer  | 4420 | Lisbon Pune Lisbon   | 7
Accounts receivable  | Chief financial officer  | 4425 | Lisbon Pune          | 7
Financial control    | Chief financial officer  | 4430 | Lisbon Bergen        | 8
Finance systems      | Chief financial officer  | 4440 | Bergen               | 9
Procurement          | Chief operating officer  | 5100 | Bergen Pune          | 6
Logistics            | Chief operating officer  | 5200 | Bergen Pune          | 7
Production           | Chief operating officer  | 5300 | Bergen Pune          | 7
Calibration lab      | Chief operating officer  | 5400 | Bergen Pune          | 7
Field service        | Chief operating officer  | 5500 | Lisbon Bergen        | 7
Sales Europe         | Chief commercial officer | 6100 | Lisbon Bergen        | 6
Sales Asia           | Chief commercial officer | 6200 | Pune Pune            | 6
Sales operations     | Chief commercial officer | 6300 | Lisbon               | 9
Marketing            | Chief commercial officer | 6400 | Lisbon               | 9
Customer support     | Chief commercial officer | 6500 | Lisbon Pune Lisbon   | 7
Charting software    | Chief technology officer | 7100 | Bergen Pune Pune     | 8
Firmware             | Chief technology officer | 7200 | Bergen Pune Bergen   | 6
Quality assurance    | Chief technology officer | 7300 | Pune Bergen          | 7
Platform engineering | Chief technology officer | 7400 | Pune Lisbon          | 6
Data and analytics   | Chief technology officer | 7500 | Lisbon Pune          | 7
IT operations        | Chief technology officer | 7600 | Bergen Pune          | 7
Identity and access  | Chief technology officer | 7650 | Lisbon               | 9
Information security | Chief technology officer | 7700 | Bergen               | 9
Internal audit       | Chief executive          | 8100 | Lisbon               | 9
People team          | Chief people officer     | 8200 | Bergen Pune          | 7
Legal                | Chief executive          | 8300 | Lisbon               | 9
`;

/** department | title | people | entitlements: plain = nearly everyone (97 %), ~ = about two thirds, ? = a few (12 %). */
const POSTS_TABLE = `
Treasury | Treasury analyst | 11 | erp:ZFI_GL_DSP_01 trs:CASH_VIEW trs:BANK_STMT_READ trs:FORECAST_EDIT~
Treasury | Cash and bank specialist | 5 | erp:ZFI_GL_DSP_01 erp:ZFI_PMT_PRP_01 trs:CASH_VIEW trs:BANK_STMT_READ trs:TRANSFER_ENTER trs:TRANSFER_APPROVE~ trs:FX_DEAL_ENTER~ dwh:grp_finance~
Accounts payable | Accounts payable clerk | 14 | aip:workbench~ erp:ZFI_INV_ENT_01 erp:ZFI_INV_MAT_01 erp:ZFI_VND_DSP_01 erp:ZFI_GL_DSP_01 wrk:GRP_FIN_RESTRICT dwh:grp_finance~ erp:ZFI_CC_RPT_11? gat:Host?
Accounts payable | Vendor data steward | 6 | erp:ZFI_VND_MNT_01 erp:ZFI_VND_DSP_01 erp:ZFI_GL_DSP_01 wrk:GRP_FIN_RESTRICT crm:ACCOUNT_VIEW~ dwh:grp_finance~
Accounts receivable | Accounts receivable clerk | 8 | dwh:mart_receivables_r~ erp:ZFI_AR_INV_01 erp:ZFI_AR_CSH_01 erp:ZFI_GL_DSP_01 erp:ZSD_ORD_CRT_01~ crm:ACCOUNT_VIEW wrk:GRP_FIN_RESTRICT dwh:grp_finance~ erp:ZFI_DUN_01
Accounts receivable | Credit controller | 6 | dwh:mart_receivables_r erp:ZFI_AR_CRD_04 erp:ZFI_AR_CSH_01 erp:ZFI_GL_DSP_01 erp:ZFI_DUN_01 crm:ACCOUNT_VIEW dwh:grp_finance wrk:GRP_FIN_RESTRICT~
Financial control | Accountant | 9 | aip:workbench~ erp:ZFI_GL_PST_03 erp:ZFI_GL_DSP_01 erp:ZFI_CC_RPT_11 wrk:GRP_FIN_RESTRICT dwh:grp_finance exp:AUDIT~ erp:ZXX_TMP_0417?
Financial control | Controller | 6 | dwh:mart_receivables_r~ erp:ZFI_GL_APR_03 erp:ZFI_GL_DSP_01 erp:ZFI_CC_RPT_11 wrk:GRP_FIN_RESTRICT dwh:grp_finance exp:AUDIT erp:ZFI_PRD_CLS~ cld:billing-view?
Finance systems | ERP analyst | 6 | erp:ZBC_USR_ADM~ erp:ZFI_GL_DSP_01 erp:ZBC_TAB_ALL~ erp:ZBC_DBG_CHG? cod:issues dwh:grp_finance wrk:GRP_FIN_RESTRICT~ erp:ZXX_TMP_0417~
Procurement | Buyer | 12 | aip:workbench~ dwh:mart_orders_r~ erp:ZMM_PO_CRT_01 erp:ZFI_VND_DSP_01 erp:ZMM_STK_DSP erp:ZPP_BOM_DSP erp:ZFI_CC_RPT_11 erp:ZMM_PO_APR_02? gat:Host~ brd:Viewer?
Logistics | Warehouse coordinator | 14 | cod:issues~ erp:ZMM_GR_PST_01 erp:ZMM_STK_DSP erp:ZPP_BOM_DSP gat:Host gat:Reception? erp:ZMM_STK_ADJ_02? erp:ZSD_ORD_CRT_01~
Production | Production planner | 7 | aip:workbench erp:ZPP_BOM_CHG_01 erp:ZPP_BOM_DSP erp:ZPP_ORD_CNF_01 erp:ZMM_STK_DSP dwh:grp_product cod:issues lab:Booker~
Production | Assembly supervisor | 7 | cod:issues dwh:mart_warranty_r~ erp:ZPP_ORD_CNF_01 erp:ZPP_BOM_DSP erp:ZMM_STK_DSP gat:Host lab:Booker erp:ZQM_CAL_01~
Calibration lab | Calibration engineer | 14 | erp:ZQM_CAL_01 erp:ZPP_BOM_DSP lab:Booker lab:Approver? dwh:grp_product~ cod:issues gat:Host~
Field service | Field engineer | 14 | aip:workbench~ crm:ACCOUNT_VIEW crm:CASE_WORK erp:ZMM_STK_DSP erp:ZPP_BOM_DSP lab:Booker~ cod:issues dwh:mart_warranty_r~
Sales Europe | Account executive | 12 | dwh:mart_orders_r~ crm:PROFILE_SALES erp:ZSD_ORD_CRT_01 brd:Viewer dwh:grp_commercial~ aip:workbench~ crm:EXPORT_ALL? gat:Host?
Sales Asia | Account executive | 12 | dwh:mart_orders_r~ crm:PROFILE_SALES erp:ZSD_ORD_CRT_01 brd:Viewer dwh:grp_commercial~ aip:workbench~ crm:EXPORT_ALL?
Sales operations | Sales operations analyst | 8 | dwh:mart_orders_r crm:OPPORTUNITY_ADMIN crm:DISCOUNT_OVERRIDE~ crm:ACCOUNT_VIEW erp:ZSD_ORD_CRT_01 dwh:grp_commercial erp:ZSD_PRC_CHG_02? brd:Viewer aip:workbench~
Marketing | Marketing specialist | 9 | dwh:mart_orders_r crm:CAMPAIGN_SEND crm:ACCOUNT_VIEW brd:Contributor dwh:grp_commercial aip:workbench brd:Publisher? crm:EXPORT_ALL?
Customer support | Support agent | 20 | crm:PROFILE_CARE crm:ACCOUNT_VIEW cod:issues aip:workbench~ dwh:mart_warranty_r~ crm:CASE_DELETE? brd:Viewer? erp:ZMM_STK_DSP~
Charting software | Software engineer | 18 | cod:team-charting cod:all-read cod:issues k8s:grp-developers cis:pipeline-run cis:secret-charting-r~ aip:workbench cld:dev-poweruser~ cod:protected-push?
Charting software | Product manager | 6 | cod:all-read cod:issues dwh:grp_product aip:workbench crm:ACCOUNT_VIEW~ brd:Viewer~
Firmware | Firmware engineer | 18 | cod:team-firmware cod:all-read cod:issues cis:pipeline-run cis:artifact-publish~ lab:Booker cod:release-sign? aip:workbench~ erp:ZPP_BOM_DSP~
Quality assurance | Test engineer | 14 | cod:all-read cod:issues cis:pipeline-run lab:Booker dwh:grp_product~ aip:workbench~ k8s:cluster-view~
Platform engineering | Platform engineer | 12 | k8s:grp-platform cld:prod-readonly cld:prod-operator~ cld:dev-poweruser cis:pipeline-run cod:platform-write cis:deploy-approve~
Data and analytics | Data analyst | 8 | dwh:mart_warranty_r dwh:grp_analysts dwh:grp_commercial~ dwh:grp_finance~ aip:workbench cod:issues cld:data-lake-rw~ dwh:pii_unmask?
Data and analytics | Data engineer | 6 | dwh:grp_analysts dwh:loader_rw cld:data-lake-rw aip:workbench aip:model-deploy~ aip:agent-builder~ cod:all-read cis:pipeline-run
IT operations | Service desk agent | 8 | wrk:PWD_RESET cod:issues gat:Reception~ cld:prod-readonly? wrk:MAIL_DELEGATE~
IT operations | Systems administrator | 6 | wrk:MAIL_ADM wrk:PWD_RESET cld:network-admin cld:backup-restore~ cld:log-read cod:platform-write~ cis:pipeline-run
Identity and access | Access administrator | 6 | wrk:SSO_ADM wrk:PWD_RESET cld:iam-manage~ cod:issues erp:ZBC_USR_ADM~ cld:prod-readonly
Information security | Security analyst | 6 | cld:log-read cld:prod-readonly k8s:cluster-view cod:all-read cod:issues cld:kms-admin? k8s:secrets-read?
Internal audit | Internal auditor | 6 | erp:ZFI_GL_DSP_01 erp:ZFI_VND_DSP_01 exp:AUDIT dwh:grp_finance cld:log-read~ trs:CASH_VIEW~
People team | People partner | 7 | aip:workbench~ wrk:LEADERS erp:ZHR_MST_CHG~ cod:issues gat:Host brd:Viewer~
People team | Payroll specialist | 6 | wrk:GRP_FIN_RESTRICT erp:ZHR_PAY_RUN erp:ZHR_MST_CHG erp:ZFI_GL_DSP_01~ wrk:LEADERS
Legal | Legal counsel | 6 | crm:ACCOUNT_VIEW brd:Viewer~ aip:workbench erp:ZFI_VND_DSP_01~
`;

const POSTS = table(POSTS_TABLE);
const SHARES: Record<string, number> = { "~": 0.66, "?": 0.12 };

/** What everybody has. */
export const BIRTHRIGHT: readonly string[] = ["wrk:MAIL", "wrk:VPN", "wrk:WIKI", "exp:SUBMIT"];
/** What comes with leading people. */
export const LEADERSHIP: readonly string[] = ["wrk:LEADERS", "exp:APPROVE", "erp:ZFI_CC_RPT_11"];

export const DEPARTMENTS: readonly Department[] = table(DEPARTMENTS_TABLE).map(
  ([name = "", executive = "", costCenter = "", offices = "", teamSize = ""]) => ({
    name,
    executive,
    costCenter,
    offices: words(offices),
    teamSize: Number(teamSize),
    posts: POSTS.filter(([department]) => department === name).map(
      ([, title = "", count = "", baseline = ""]) => ({
        title,
        count: Number(count),
        baseline: words(baseline).map((word) => ({
          entitlement: word.replace(/[~?]$/, ""),
          share: SHARES[word.slice(-1)] ?? 0.97,
        })),
      }),
    ),
  }),
);

/** The post of this department and title, if there is one (leads, heads and executives have none). */
export function post(department: string, title: string): Post | undefined {
  return DEPARTMENTS.find(({ name }) => name === department)?.posts.find((one) => one.title === title);
}
