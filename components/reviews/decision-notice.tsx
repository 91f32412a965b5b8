import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { actSender } from "./act-store";
import type { RecordStatus } from "./decision";

interface DecisionNoticeProps {
  status: RecordStatus;
  onRetry: () => void;
  /** Loads the item as it is now, after a conflict. */
  onReload: () => void;
  onReassign: () => void;
}

/** Why nothing was recorded, and the way out. */
export function DecisionNotice({ status, onRetry, onReload, onReassign }: DecisionNoticeProps) {
  switch (status.state) {
    case "idle":
    case "saving":
    case "saved":
      return null;
    case "waiting":
      return (
        <Callout
          role="status"
          tone="attention"
          title="Not saved yet"
          actions={
            <Button size="sm" onClick={() => actSender().wake()}>
              Try now
            </Button>
          }
        >
          The server could not be reached. It is tried again by itself, and never recorded twice.
        </Callout>
      );
    case "offline":
      return (
        <Callout
          role="alert"
          tone="attention"
          title="Offline"
          actions={
            <Button size="sm" onClick={onRetry}>
              Try again
            </Button>
          }
        >
          This is not recorded yet. What you wrote stays here; try again when the connection is back.
        </Callout>
      );
    case "failed":
      return (
        <Callout
          role="alert"
          tone="finding"
          title="Not recorded"
          actions={
            <Button size="sm" onClick={onRetry}>
              Try again
            </Button>
          }
        >
          {status.sentence}
        </Callout>
      );
    case "conflict":
      return (
        <Callout
          role="alert"
          tone="attention"
          title="Changed meanwhile"
          actions={
            <Button size="sm" onClick={onReload}>
              Show it as it is now
            </Button>
          }
        >
          {status.sentence} Nothing was recorded, and what you wrote stays here.
        </Callout>
      );
    case "renewed":
      return (
        <Callout role="alert" tone="attention" title={status.title}>
          {status.sentence}
        </Callout>
      );
    case "refused":
      return (
        <Callout
          role="alert"
          tone="attention"
          title="Refused"
          actions={
            <Button size="sm" onClick={onReassign}>
              Reassign
            </Button>
          }
        >
          {status.why} {status.who ?? ""} Nothing was recorded.
        </Callout>
      );
  }
}
