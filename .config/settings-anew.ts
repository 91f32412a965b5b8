import { forgetEnv } from "@/lib/env";

// Runs before each test file: what the one before it set is gone.
forgetEnv();
