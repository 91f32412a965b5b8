import { table } from "@/lib/demo/table";

export type SourceName = "Directory" | "Core applications" | "Cloud and platform" | "Small applications";

/** One of the fourteen applications. `owner` is a cast key, a department (its head), "-" (none) or "unknown". */
export type Application = {
  id: string;
  name: string;
  type: string;
  owner: string;
  criticality: string;
  dataClass: string;
  source: SourceName;
  /** The source reports when each grant was used. */
  reportsUse: boolean;
};

const TABLE = `
wrk | Harbour workplace         | productivity   | IT operations          | high     | internal     | core  | use
erp | Halyard ERP               | finance        | sigrid                 | critical | financial    | core  | use
trs | Kedge Treasury            | finance        | sigrid                 | critical | financial    | core  | use
crm | Beacon CRM                | sales          | Sales operations       | high     | customer     | core  | use
exp | Tally Expenses            | finance        | Financial control      | medium   | personal     | core  | -
dwh | Sounding data warehouse   | analytics      | otto                   | high     | customer     | core  | use
cod | Keel code hosting         | engineering    | Charting software      | high     | source code  | core  | use
cld | Stratus cloud accounts    | infrastructure | Platform engineering   | critical | confidential | cloud | use
k8s | Lattice clusters          | infrastructure | rohan                  | critical | confidential | cloud | -
cis | Slipway CI and secrets    | infrastructure | rohan                  | critical | secrets      | cloud | use
aip | Pilot AI platform         | ai             | Data and analytics     | high     | customer     | cloud | use
gat | Gangway visitor badges    |                | Logistics              |          |              | small | -
lab | Calibration bench booking |                | otto                   |          |              | small | -
brd | Pennant brand library     |                | unknown                |          |              | small | -
`;

const SOURCES: Record<string, SourceName> = {
  core: "Core applications",
  cloud: "Cloud and platform",
  small: "Small applications",
};

export const APPLICATIONS: readonly Application[] = table(TABLE).map(
  ([id = "", name = "", type = "", owner = "", criticality = "", dataClass = "", source = "", use = ""]) => ({
    id,
    name,
    type,
    owner,
    criticality,
    dataClass,
    source: SOURCES[source] ?? "Small applications",
    reportsUse: use === "use",
  }),
);

/** The application that an entitlement or account id such as `erp:ZFI_GL_DSP_01` belongs to. */
export function applicationOf(id: string): Application {
  const found = APPLICATIONS.find((application) => id.startsWith(`${application.id}:`));
  if (!found)
    throw new RangeError(
      `"${id}" names no application of the demo company; begin it with an application id.`,
    );
  return found;
}
