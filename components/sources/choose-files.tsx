import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { FileDrop } from "@/components/ui/file-drop";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { UploadView } from "@/lib/sources/client";
import type { UploadState } from "./use-upload";
import { formatWord, many, size } from "./words";

const kinds = [
  {
    term: "One CSV",
    value:
      "Any export of accounts and what they may do, or of people. You say what its columns are, and it is remembered.",
  },
  {
    term: "An import folder",
    value:
      "Its files together: identities.csv, accounts.csv, entitlements.csv, grants.csv and more, with the columns of the import format.",
  },
  {
    term: "AWS IAM",
    value: "The JSON that aws iam get-account-authorization-details answers.",
  },
];

interface ChooseFilesProps {
  upload: UploadState;
  view: UploadView | undefined;
  /** Why the files cannot be read, in one sentence. */
  problem: string | undefined;
  looking: boolean;
  onFiles: (files: File[]) => void;
  onCallOff: () => void;
}

/** The first step: files, how far they are sent, and what they turned out to be. */
export function ChooseFiles({ upload, view, problem, looking, onFiles, onCallOff }: ChooseFilesProps) {
  return (
    <section aria-label="Files" className="grid gap-4">
      <FileDrop
        label="Files to import"
        hint="At most 4 GB in all."
        multiple
        accept=".csv,.json,.txt,text/csv,application/json"
        onFiles={onFiles}
        className="max-w-[48rem]"
      />
      {upload.state === "none" ? <DefinitionList items={kinds} className="max-w-[48rem]" /> : null}
      {upload.state === "sending" ? (
        <div className="grid max-w-[48rem] gap-2">
          <p className="[overflow-wrap:anywhere]">
            Sending {upload.sent.file}: {size(upload.sent.bytes)} of {size(upload.sent.of)}
          </p>
          <ProgressBar
            value={upload.sent.bytes}
            max={upload.sent.of}
            label={`${size(upload.sent.bytes)} of ${size(upload.sent.of)} sent`}
          />
          <Button size="sm" className="justify-self-start" onClick={onCallOff}>
            Stop sending
          </Button>
        </div>
      ) : null}
      {upload.state === "failed" ? <Refusal problem={upload.problem} /> : null}
      {problem ? <Refusal problem={problem} /> : null}
      <p role="status" className="text-ink-2 empty:hidden">
        {looking ? "Looking at what the files are" : ""}
      </p>
      {view ? <Recognised view={view} /> : null}
    </section>
  );
}

function Recognised({ view }: { view: UploadView }) {
  const [only, ...more] = view.files;
  const bytes = view.files.reduce((sum, f) => sum + f.bytes, 0);
  return (
    <div className="[overflow-wrap:anywhere]">
      <p>
        <span className="font-medium">{formatWord(view.format)}</span>
        <span className="text-ink-2">
          , {more.length === 0 && only ? only.name : many(view.files.length, "file")}, {size(bytes)}
        </span>
      </p>
      {more.length > 0 ? (
        <ul className="mt-1 grid gap-x-8 sm:grid-cols-[repeat(auto-fill,minmax(18rem,1fr))]">
          {view.files.map((f) => (
            <li key={f.name} className="py-0.5">
              {f.name}
              <span className="text-ink-2">
                , {size(f.bytes)}
                {f.read ? "" : ". Not a file of an import folder, so it is not read"}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Refusal({ problem }: { problem: string }) {
  return (
    <Callout
      tone="finding"
      title="Cannot be imported"
      role="alert"
      className="max-w-[48rem] [overflow-wrap:anywhere]"
    >
      {problem} <span className="text-ink-2">Nothing was changed.</span>
    </Callout>
  );
}
