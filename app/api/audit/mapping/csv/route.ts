import { csvLine } from "@/lib/audit-log/verifier/csv-cell";
import { download } from "@/lib/http";
import { mapping } from "@/lib/oversight/mapping-queries";

export const GET = download(mapping, ({ controls }) => ({
  name: "mapping.csv",
  text: [
    csvLine([
      "framework",
      "id",
      "topic",
      "feature",
      "page",
      "pack_file",
      "in_use",
      "shown_by",
      "query",
      "query_page",
    ]),
    ...controls.map((c) =>
      csvLine([
        c.framework,
        c.id,
        c.topic,
        c.feature,
        c.page.href,
        c.file ?? "",
        c.count > 0 ? "yes" : "no",
        c.shown,
        c.query.name,
        c.query.href,
      ]),
    ),
  ].join(""),
}));
