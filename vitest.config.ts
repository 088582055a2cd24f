import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["minibatch-source", "node"] },
  ssr: { resolve: { conditions: ["minibatch-source", "node"] } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
