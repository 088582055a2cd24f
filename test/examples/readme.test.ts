import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadTableModel } from "../../src/node/model-file.ts";
import { emptyFolder, minibatch } from "../cli/run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = "minibatch train examples/data/loans.csv --target repaid";

it("README.md: the training prints what is printed there, and its model takes the record that is there", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const cwd = await emptyFolder();
  await cp(join(root, "examples/data"), join(cwd, "examples/data"), { recursive: true });
  const { status, stdout, stderr } = await minibatch(command.split(" ").slice(1), { cwd });
  expect(status).toBe(0);

  const start = readme.indexOf(`$ ${command}\n`);
  const shown = readme.slice(start, readme.indexOf("```", start)).trimEnd().split("\n").slice(1);
  // Times differ from run to run; "..." stands for lines, or the rest of one.
  const withoutTimes = (line: string): string => line.replace(/ {2}[\d.,]+( [kM])? rows\/s {2}.*/, "");
  const printed = `${stderr}${stdout}`.split("\n").map(withoutTimes);
  expect(shown.length).toBeGreaterThan(40);
  let at = 0;
  for (const line of shown.map(withoutTimes)) {
    if (line === "...") continue;
    const isCut = line.endsWith(" ...");
    const next = printed.findIndex(
      (text, i) => i >= at && (isCut ? text.startsWith(line.slice(0, -4)) : text === line),
    );
    expect(next, `printed after line ${at}: ${line}`).toBeGreaterThanOrEqual(at);
    at = next + 1;
  }

  const [, record] = /model\.predict\((\{[\s\S]*?\n\})\);/.exec(readme) ?? [];
  const model = await loadTableModel(join(cwd, "runs/loans/model.safetensors"));
  expect(["no", "yes"]).toContain(String(model.predict(new Function(`return (${record});`)())));
});
