import { execFileSync } from "node:child_process";
import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { emptyFolder, minibatch, shell } from "../run.ts";

const loans = fileURLToPath(new URL("../../../examples/data/loans.csv", import.meta.url));

/** Whether util-linux's `script` is here, which runs a command on a terminal of its own. */
const hasScript = ((): boolean => {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
})();

/** What came to a terminal, with the escape character in letters. */
function visible(text: string): string {
  return text.replaceAll("\u001b", "<ESC>");
}

async function folderWithLoans(): Promise<string> {
  const cwd = await emptyFolder();
  await copyFile(loans, join(cwd, "loans.csv"));
  return cwd;
}

describe.skipIf(!hasScript)("minibatch train on a terminal (skipped where util-linux's script is not found)", () => {
  it("draws a line over itself: bar, epoch, loss, pace, time left; the last epoch stays", async () => {
    const cwd = await folderWithLoans();
    const command = "stty cols 100; $MINIBATCH train loans.csv -t repaid -e 3000 --out run";
    const { status, stdout: raw } = await shell(`script -qec '${command}' /dev/null`, { cwd });
    const stdout = visible(raw);
    expect(status).toBe(0);
    const drawn = [...stdout.matchAll(/\r([^\r\n]*)<ESC>\[K/g)].map(([, line]) => line);
    expect(drawn.find((line) => !line?.includes("reading"))).toMatch(
      /^▕.{24}▏ +\d+ % {2}epoch [\d,]+\/3,000 {2}loss 0\.\d{4} {2}[\d.,]+( [kM])? rows\/s/,
    );
    expect(drawn.every((line) => line.length < 100)).toBe(true);
    // Taken away at the end, for the line that stays.
    expect(drawn.at(-1)).toBe("");
    expect(stdout).toMatch(/\nepoch 3000\/3000 {2}loss 0\.\d{4} {2}|<ESC>\[Kepoch 3000\/3000 {2}loss 0\.\d{4} {2}/);
    expect(stdout.split("epoch 3000/3000")).toHaveLength(2);
  });

  it("stops at the first Ctrl-C at the end of the batch, and says so on a line of its own", async () => {
    const cwd = await folderWithLoans();
    const command = "$MINIBATCH train loans.csv -t repaid -e 100000000 --out run";
    // The terminal turns the byte 3 into SIGINT, as it does for a user.
    const { stdout: raw } = await shell(`(sleep 4; printf "\\003"; sleep 4) | script -qec '${command}' /dev/null`, {
      cwd,
    });
    const stdout = visible(raw);
    expect(stdout).toMatch(/(\n|<ESC>\[K)stopped in epoch \d+; [^\n]*\r\n/);
    expect(stdout).toContain("minibatch: interrupted");
    expect((await readdir(join(cwd, "run"))).sort()).toEqual([
      "history.jsonl",
      "model.safetensors",
      "report.html",
      "report.json",
    ]);
  });
});

describe("minibatch train elsewhere", () => {
  it("prints no control characters, and a line for every tenth of the epochs", async () => {
    const cwd = await folderWithLoans();
    const { stderr, stdout } = await minibatch(["train", "loans.csv", "-t", "repaid", "-e", "100"], { cwd });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stderr + stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(stderr.match(/^epoch +\d+\/100 /gm)).toHaveLength(11);
  });

  it("prints the largest weights by name, the effort, and what goes on from there", async () => {
    const cwd = await folderWithLoans();
    const { stdout } = await minibatch(["train", "loans.csv", "-t", "repaid", "--out", "run"], { cwd });
    expect(stdout).toMatch(
      /\nlargest of 36 weights for yes +standardised +per unit\npurpose=debts +-\d\.\d+\nincome +\d\.\d+ +0\.00\d+\n/,
    );
    expect(stdout).toMatch(
      /\ntrained on 1,200 rows x [\d,]+ epochs in .* \(.* rows\/s\); with reading and testing .*; peak memory \d+ MB\n/,
    );
    expect(stdout).toMatch(
      /\nwrote run: model\.safetensors, report\.html, report\.json, history\.jsonl\n\nagain: .*\npredict: .*\n$/,
    );
  });

  it("warns before training of what is wrong with a table", async () => {
    const cwd = await emptyFolder();
    const lines = Array.from({ length: 400 }, (_, i) => {
      const y = i < 200 ? "no" : "yes";
      return [i, (i * 7919) % 101, (i * 7919) % 101, y === "no" ? "bad" : "good", "x", y, i === 5 ? "c" : y].join(",");
    });
    await writeFile(join(cwd, "t.csv"), `id,a,b,leak,same,y,z\n${lines.join("\n")}\n`);
    const { status, stderr } = await minibatch(["train", "t.csv", "-t", "y", "--drop", "z", "-e", "3"], { cwd });
    expect(status).toBe(0);
    expect(stderr.match(/^warning: .*$/gm)).toEqual([
      'warning: column "same": the same value in every row, so it was dropped',
      'warning: column "id": a value of its own in nearly every row, as identifiers have, so it was dropped (--numeric or --categorical keeps it)',
      'warning: column "b" repeats "a" in every row looked at: the two share one weight\'s work (leave it out with --drop)',
      'warning: column "leak" repeats the target "y", so the scores say nothing: leave it out with --drop unless it is known before the target is',
      'warning: the file is sorted by "y": rows are split and visited at random here, but a part cut from its end would be no test',
    ]);
    const rare = await minibatch(
      ["train", "t.csv", "-t", "a", "--task", "classification", "--no-stratify", "-e", "1", "--json"],
      { cwd },
    );
    const [start] = rare.stdout.split("\n");
    expect(JSON.parse(start).warnings).toContainEqual(
      expect.objectContaining({
        code: "rare-classes",
        message: expect.stringMatching(/^101 classes with under 10 training rows|^20 classes/),
      }),
    );
  });

  it("keeps the last good model of a training that diverges, names the likely cause, and fails", async () => {
    const cwd = await emptyFolder();
    const lines = Array.from(
      { length: 1000 },
      (_, i) => `${(i * 7919) % 101},${i === 700 ? 1e30 : (i * 104_729) % 97},${i % 89}`,
    );
    await writeFile(join(cwd, "t.csv"), `a,income,y\n${lines.join("\n")}\n`);
    const plain = ["--optimizer", "sgd", "--schedule", "constant"];
    const args = ["train", "t.csv", "-t", "y", "--task", "regression", "--out", "run", "-b", "1", ...plain];
    const early = await minibatch([...args, "-a", "50"], { cwd });
    expect(early).toMatchObject({ status: 1, stdout: "" });
    expect(early.stderr).toMatch(
      /\nminibatch: training diverged in epoch 1: .*: the row where "income" is 1e\+30 is 2\d times as far out as usual: correct it, leave it out, or lower the learning rate from 50 to 0\.\d+ \(learningRate, --alpha\)\n$/,
    );
    expect(await readdir(cwd)).toEqual(["t.csv"]);

    const late = await minibatch([...args, "-a", "1"], { cwd });
    expect(late.status).toBe(1);
    expect(late.stderr).toMatch(/\nthe model of epoch 1, the last good one, is kept\n/);
    expect(late.stderr).toMatch(
      /\nminibatch: training diverged in epoch 2: the loss is .*: the row where "income" is 1e\+30 /,
    );
    expect(late.stdout).toMatch(/^200 rows held out/);
    const predicted = await minibatch(["inspect", "run/model.safetensors"], { cwd });
    expect(predicted.status).toBe(0);
  });
});
