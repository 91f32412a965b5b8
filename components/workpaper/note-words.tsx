import { OwnWords } from "@/components/ui/own-words";
import { calendarDate } from "@/components/ui/time-distance";
import { judgementWords, type NoteView } from "@/lib/oversight/workpaper-schema";

/** What an auditor noted, with who and when. */
export function NoteWords({ note }: { note: NoteView }) {
  return (
    <p className="pb-1">
      {note.judgement ? <span className="font-medium">{judgementWords[note.judgement]}. </span> : null}
      {note.words ? (
        <>
          “<OwnWords text={note.words} />”{" "}
        </>
      ) : null}
      <span className="text-sm text-ink-2">
        {note.by}, {calendarDate(note.at)}
      </span>
    </p>
  );
}
