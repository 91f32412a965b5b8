import { type Application, applicationOf } from "@/lib/demo/applications";
import { CLOUD_ENTITLEMENTS, SMALL_ENTITLEMENTS } from "@/lib/demo/catalogue-cloud";
import { CORE_ENTITLEMENTS } from "@/lib/demo/catalogue-core";
import { table, words } from "@/lib/demo/table";

/** What an account can be given. `owner` is written as for applications, or "=" (the application's owner), "" or "N/A". */
export type Entitlement = {
  id: string;
  application: Application;
  name: string;
  type: string;
  privilege: string;
  owner: string;
  title: string;
  verbPhrase: string;
  description: string;
  /** Entitlement ids that come with this one (role, group or profile). */
  carries: string[];
  /** Actions of the policy behind it, `|` between; cloud and platform only. */
  actions: string;
};

const PRIVILEGE: Record<string, string> = { s: "standard", p: "privileged", "?": "unknown", "": "" };

/** The title's own words as a verb phrase, unless the table gives one after `::`. */
function phrase(cell: string): { title: string; verbPhrase: string } {
  const [title = "", given] = cell.split("::").map((part) => part.trim());
  if (title === "") return { title: "", verbPhrase: "" };
  return { title, verbPhrase: given ?? `can ${title.charAt(0).toLowerCase()}${title.slice(1)}` };
}

/** Every entitlement by id. */
export const CATALOGUE: ReadonlyMap<string, Entitlement> = new Map(
  [...table(CORE_ENTITLEMENTS), ...table(CLOUD_ENTITLEMENTS), ...table(SMALL_ENTITLEMENTS)].map(
    ([
      id = "",
      type = "",
      privilege = "",
      owner = "",
      title = "",
      description = "",
      carries = "",
      actions = "",
    ]) => {
      const application = applicationOf(id);
      const name = id.slice(application.id.length + 1);
      return [
        id,
        {
          id,
          application,
          name,
          type,
          privilege: PRIVILEGE[privilege] ?? privilege,
          owner,
          ...phrase(title),
          description,
          carries: words(carries).map((carried) => `${application.id}:${carried}`),
          actions: words(actions).join("|"),
        },
      ];
    },
  ),
);

/** The entitlement with this id; throws RangeError if the catalogue has none. */
export function entitlement(id: string): Entitlement {
  const found = CATALOGUE.get(id);
  if (!found)
    throw new RangeError(`"${id}" is not in the catalogue of the demo company; add it or correct the id.`);
  return found;
}
