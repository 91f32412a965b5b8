export function SkipLink() {
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:border focus:border-ink focus:bg-panel focus:px-3 focus:py-1.5"
    >
      Skip to content
    </a>
  );
}
