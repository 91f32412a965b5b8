import type { Packet } from "@/lib/evidence/schema";
import type { Kept, Round } from "./answers";
import type { Engine } from "./engine";
import type { Request } from "./prompt";

/** An item in hand, and who is to draft it. */
export type Asked = {
  item: string;
  source: number;
  evidenceHash: string;
  packet: Packet;
  /** Whether somebody looks at it now: then nothing is waited for. */
  wanted: boolean;
  /** Whether it has a draft of rules already, so that another one would say nothing new. */
  standing: boolean;
  by: Posing | { rules: string | null };
  /** What an earlier run, or this one, paid for and did not record. */
  kept: readonly Kept[];
  /** Whether an answer on record to the same input does not do. */
  afresh: boolean;
};

/** How a model is asked about an item; `masked` is the same without anybody's text, where text is sent. */
export type Posing = { engine: Engine; request: Request; masked: Request | undefined; hideNames: boolean };

/** An item that a model is asked about. */
export type Posed = Asked & { by: Posing };

export const isPosed = (one: Asked): one is Posed => "engine" in one.by;

/** An answer on record, by the input it answers and which time that was asked. */
export type OnRecord = { inputHash: string; round: Round; raw: string };
