import { expect, it } from "vitest";
import { unlessStopped } from "../../src/cli/unless-stopped.ts";

const never = new Promise<string>(() => {});

it("gives what the work gives", async () => {
  const { signal } = new AbortController();
  await expect(unlessStopped(Promise.resolve("done"), signal)).resolves.toBe("done");
  await expect(unlessStopped(Promise.reject(new Error("failed")), signal)).rejects.toThrow("failed");
});

it.each([0, 1])(
  "ends with the signal's reason, fired %d turns after the start, while the work goes on",
  async (turns) => {
    const controller = new AbortController();
    if (turns === 0) controller.abort("stop");
    const waiting = unlessStopped(never, controller.signal);
    if (turns === 1) setImmediate(() => controller.abort("stop"));
    await expect(waiting).rejects.toBe("stop");
  },
);

it("waits for work that stops itself", async () => {
  const controller = new AbortController();
  const work = new Promise((resolve) =>
    controller.signal.addEventListener("abort", () => setImmediate(resolve, "rest")),
  );
  const waiting = unlessStopped(work, controller.signal, () => true);
  controller.abort("stop");
  await expect(waiting).resolves.toBe("rest");
});
