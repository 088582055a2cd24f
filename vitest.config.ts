import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["minibatch-source", "node"] },
  ssr: { resolve: { conditions: ["minibatch-source", "node"] } },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
