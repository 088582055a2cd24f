import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const module = new URL("../../../dist/node/files/peak-memory.js", import.meta.url);

test("the peak counts what a process held and gave back, and nothing of the process that started it", () => {
  // This process is far larger than its child, which a child's maxRSS would show.
  const ballast = new Uint8Array(400_000_000).fill(1);
  const script = `
    const { peakMemory } = await import(${JSON.stringify(module.href)});
    const before = peakMemory();
    new Uint8Array(150_000_000).fill(1);
    console.log(JSON.stringify([before, peakMemory()]));`;
  const [before, after] = JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }),
  );
  expect(ballast.length).toBe(400_000_000);
  expect(before).toBeLessThan(200_000_000);
  expect(after - before).toBeGreaterThan(100_000_000);
});
