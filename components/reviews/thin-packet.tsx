import { Callout } from "@/components/ui/callout";

export interface ThinPacketProps {
  /** "This file holds only a name and a role: no use, no dates, no job titles." */
  cannotReport: string;
  /** "Ask Priya what she needs it for, or the owner, Ines Moura, what it does." */
  ask: string;
}

/** One line for sources that say little, so that little is not mistaken for nothing. */
export function ThinPacket({ cannotReport, ask }: ThinPacketProps) {
  return (
    <Callout title="Little is known">
      <span className="text-ink-2">
        {cannotReport} {ask}
      </span>
    </Callout>
  );
}
