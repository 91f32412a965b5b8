import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { VERB_TEXT, VERBS, type Verb } from "./verbs";

interface VerbButtonsProps {
  pressed: Verb | null;
  disabled: boolean;
  onPress: (verb: Verb) => void;
  onReassign: () => void;
}

const SIZE = "min-w-0 px-1 pointer-coarse:h-11 sm:justify-between sm:px-3 wide:h-9";

/** The verbs, alike and always in the same places (I3), and handing the item on. */
export function VerbButtons({ pressed, disabled, onPress, onReassign }: VerbButtonsProps) {
  return (
    <fieldset className="grid grid-cols-3 order-2 gap-2 wide:grid-cols-2">
      <legend className="sr-only">What should happen. Pressing one records nothing.</legend>
      {VERBS.map((verb) => (
        <Button
          key={verb}
          size="lg"
          disabled={disabled}
          aria-pressed={pressed === verb}
          aria-keyshortcuts={VERB_TEXT[verb].key}
          onClick={() => onPress(verb)}
          className={cn(SIZE, pressed === verb && "border-ink font-medium inset-ring inset-ring-ink")}
        >
          {VERB_TEXT[verb].button}
          <Key>{VERB_TEXT[verb].key}</Key>
        </Button>
      ))}
      <Button size="lg" variant="quiet" aria-keyshortcuts="R" onClick={onReassign} className={SIZE}>
        Reassign…
        <Key>R</Key>
      </Button>
    </fieldset>
  );
}

function Key({ children }: { children: string }) {
  return (
    <Kbd aria-hidden className="max-sm:hidden pointer-coarse:hidden">
      {children}
    </Kbd>
  );
}
