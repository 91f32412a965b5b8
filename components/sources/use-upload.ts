"use client";

import { useRef, useState } from "react";
import { type Sent, sendFiles } from "@/lib/sources/client";

export type UploadState =
  | { state: "none" }
  | { state: "sending"; sent: Sent }
  | { state: "sent"; upload: string }
  | { state: "failed"; problem: string };

/** Sends the files chosen last; choosing others calls off what is on its way. */
export function useUpload() {
  const [files, setFiles] = useState<File[]>([]);
  const [upload, setUpload] = useState<UploadState>({ state: "none" });
  const running = useRef<AbortController | null>(null);

  async function send(chosen: File[]) {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    const say = (next: UploadState) => {
      if (running.current === mine) setUpload(next);
    };
    setFiles(chosen);
    const of = chosen.reduce((sum, f) => sum + f.size, 0);
    say({ state: "sending", sent: { bytes: 0, of, file: chosen[0]?.name ?? "" } });
    try {
      const id = await sendFiles(chosen, (sent) => say({ state: "sending", sent }), mine.signal);
      say({ state: "sent", upload: id });
    } catch (error) {
      say({
        state: "failed",
        problem: error instanceof Error ? error.message : "The files could not be sent.",
      });
    }
  }

  function callOff() {
    running.current?.abort();
    running.current = null;
    setFiles([]);
    setUpload({ state: "none" });
  }

  return { files, upload, send, callOff };
}
