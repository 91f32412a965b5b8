/** Says, on every page of a demo, that nothing here is real. */
export function DemoBanner() {
  return (
    <p className="bg-sunken px-4 py-0.5 text-center text-sm text-ink-2">
      Demo: fictional people and data, on this computer only
    </p>
  );
}
