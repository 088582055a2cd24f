import { describe, expect, it, vi } from "vitest";
import { LiveLine } from "../../../src/cli/progress/live-line.ts";

describe("LiveLine", () => {
  it("draws over itself, at most every 80 ms, for the width of the moment", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      let text = "";
      let columns = 80;
      const line = new LiveLine(
        (part) => {
          text += part;
        },
        () => columns,
      );
      line.draw((width) => `a${width}`);
      line.draw(() => "too early");
      vi.advanceTimersByTime(80);
      columns = 40;
      line.draw((width) => `b${width}`);
      expect(text).toBe("\ra80\u001b[K\rb40\u001b[K");
    } finally {
      vi.useRealTimers();
    }
  });

  it("goes away once, and may be drawn at once after that", () => {
    let text = "";
    const line = new LiveLine(
      (part) => {
        text += part;
      },
      () => 80,
    );
    line.clear();
    expect(text).toBe("");
    line.draw(() => "a");
    line.clear();
    line.clear();
    line.draw(() => "b");
    expect(text).toBe("\ra\u001b[K\r\u001b[K\rb\u001b[K");
  });
});
