import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { LiveRegion } from "./announce";
import { CommandPalette } from "./command-palette";
import { DemoBanner } from "./demo-banner";
import { KeyboardHelp } from "./keyboard-help";
import { SkipLink } from "./skip-link";
import { TopBar, type TopBarProps } from "./top-bar";

interface AppShellProps extends TopBarProps {
  demo?: boolean;
  /** The content takes exactly the window and scrolls inside itself. */
  fill?: boolean;
  children: ReactNode;
}

/** What every signed-in page stands in. */
export function AppShell({ demo = false, fill = false, children, ...bar }: AppShellProps) {
  return (
    <div className={cn("flex flex-col", fill ? "tall:h-dvh min-h-dvh" : "min-h-dvh")}>
      <SkipLink />
      <header>
        {demo ? <DemoBanner /> : null}
        <TopBar {...bar} />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className={cn(
          "min-w-0 flex-1 outline-none",
          fill ? "flex min-h-0 flex-col" : "mx-auto w-full max-w-[80rem] px-4 py-6 sm:px-6",
        )}
      >
        {children}
      </main>
      <LiveRegion />
      <CommandPalette />
      <KeyboardHelp />
    </div>
  );
}
