import { Kbd } from "@/components/ui/kbd";

/** That facts have not been on the screen yet, and the way to them: not a timer, and no more than that. */
export function UnseenLine({ count, onShow }: { count: number; onShow: (() => void) | undefined }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>
        {count === 1 ? "One fact has" : `${count} facts have`} not been on your screen: scroll to read{" "}
        {count === 1 ? "it" : "them"} before you record this.
      </span>
      <button
        type="button"
        onClick={onShow}
        aria-keyshortcuts="V"
        className="inline-flex min-h-6 items-center gap-1.5 text-accent underline underline-offset-2"
      >
        Show {count === 1 ? "it" : "the next"}
        <Kbd aria-hidden className="pointer-coarse:hidden">
          V
        </Kbd>
      </button>
    </p>
  );
}
