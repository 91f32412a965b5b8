/** Runs once, before the server answers anything; not while it is being built. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs" && process.env.NEXT_PHASE !== "phase-production-build") {
    const { startProcess } = await import("@/lib/health/process");
    await startProcess();
  }
}
