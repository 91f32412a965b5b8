"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { exportsOptions, useRequestReport } from "@/lib/exports/client";
import { type ReportFormat, reportFormats } from "@/lib/exports/schema";

const names: Record<ReportFormat, string> = { pdf: "PDF", html: "HTML" };

/** Asks for the report as a file, and gives it when it is made. */
export function ReportDownloads({ campaign }: { campaign: string }) {
  const request = useRequestReport(campaign);
  const [asked, setAsked] = useState<Partial<Record<ReportFormat, string>>>({});
  const files = useQuery({ ...exportsOptions(), enabled: Object.keys(asked).length > 0 });
  const ask = (format: ReportFormat) =>
    request.mutate(format, { onSuccess: (made) => setAsked((a) => ({ ...a, [format]: made.export })) });
  return (
    <div className="grid justify-items-end gap-1 print:hidden">
      <div className="flex flex-wrap gap-2">
        {reportFormats.map((format) => {
          const file = files.data?.find((f) => f.id === asked[format]);
          if (file?.state === "done")
            return (
              <Button key={format} asChild variant="filled">
                <a href={`/api/exports/${file.id}/report`} download>
                  Take the {names[format]}
                </a>
              </Button>
            );
          const making = asked[format] !== undefined && file?.state !== "failed";
          return (
            <Button key={format} onClick={() => ask(format)} disabled={making || request.isPending}>
              {making ? `${names[format]} is being made` : `Make ${names[format]}`}
            </Button>
          );
        })}
        <Button onClick={() => window.print()}>Print</Button>
      </div>
      <p role="status" className="text-sm text-finding">
        {request.error?.message ??
          files.data?.find((f) => f.state === "failed" && Object.values(asked).includes(f.id))?.problem ??
          ""}
      </p>
    </div>
  );
}
