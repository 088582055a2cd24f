import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyFolder, minibatch } from "../run.ts";

/** A folder with weather.csv: two columns to learn from, two numbers and three labels that they tell. */
async function folder(): Promise<string> {
  const cwd = await emptyFolder();
  const rows = Array.from({ length: 400 }, (_, i) => {
    const [a, b] = [Math.sin(i * 1.7) * 2, Math.cos(i * 2.3)];
    const noise = Math.sin(i * 12.9898) / 2;
    const labels = [a + noise > 0 ? "yes" : "no", b - noise > 0.2, Number(a + b + noise > 0.5)];
    return [a, b, 20 + 5 * a - b + noise, 1000 + 30 * b + 10 * noise, ...labels].join(",");
  });
  await writeFile(join(cwd, "weather.csv"), `${['a,b,temp,"press,ure",sun,rain,wind', ...rows].join("\n")}\n`);
  return cwd;
}

describe("minibatch train with several targets", () => {
  it("learns numbers, and says them again to inspect, evaluate and predict", async () => {
    const cwd = await folder();
    const train = ["train", "weather.csv", "-t", "temp,press\\,ure", "--only", "a,b", "--out", "run"];
    const { status, stdout, stderr } = await minibatch(train, { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain(
      "; targets temp, press,ure: 2 numbers\nregression: 320 rows to train, 80 to test, seed 0\n",
    );
    expect(stderr).toMatch(/\ntemp +numeric +- +target: a number\npress,ure +numeric +- +target: a number\n/);
    expect(stdout).toMatch(
      /^80 rows held out +R² +of means +MAE +of means +RMSE +of means\ntemp +0\.9\d+ .*\npress,ure +0\.9\d+ .*\nmean +0\.9/,
    );
    expect(stdout).toMatch(/\nweight +temp +press,ure\nb /);
    const again = /again: +minibatch (.*)\n/.exec(stdout)?.[1] ?? "";
    expect(again).toContain("--target 'temp,press\\,ure' --task regression");
    const report = JSON.parse(await readFile(join(cwd, "run/report.json"), "utf8"));
    expect(report).toMatchObject({
      target: "temp, press,ure",
      settings: { target: ["temp", "press,ure"] },
      test: { task: "several-numbers" },
    });
    const page = await readFile(join(cwd, "run/report.html"), "utf8");
    for (const text of ["temp: predicted and true", "Scores by target", "mean of 2 targets"])
      expect(page).toContain(text);
    const inspected = await minibatch(["inspect", "run/model.safetensors"], { cwd });
    expect(inspected.stdout).toContain("regression of temp, press,ure: 2 numbers\n");
    expect(inspected.stdout).toMatch(/constant terms: temp 19\.94, press,ure 1,001\n/);
    expect(inspected.stdout).toMatch(
      /\n {2}r2 +0\.98\d+ \(trivial answer .*\n(.*\n)+ {2}press,ure: mae +2\.\d+ \(trivial answer 20/,
    );
    const evaluated = await minibatch(["evaluate", "run/model.safetensors", "weather.csv"], { cwd });
    expect(evaluated.stdout).toMatch(/^400 rows scored +R² /);
    const { stdout: predicted } = await minibatch(["predict", "run/model.safetensors", "weather.csv"], { cwd });
    expect(predicted.split("\n")[0]).toBe('a,b,temp,"press,ure",sun,rain,wind,prediction temp,"prediction press,ure"');
    const lr = await minibatch(["lr", "weather.csv", "-t", "temp", "-t", "press\\,ure", "--only", "a,b"], { cwd });
    expect(lr.stdout).toContain("train with it: minibatch train weather.csv --target 'temp,press\\,ure'");
  });

  it("learns labels, with a report on each and on all together", async () => {
    const cwd = await folder();
    const train = ["train", "weather.csv", "-t", "sun", "-t", "rain,wind", "--only", "a,b", "--out", "run"];
    const { status, stdout, stderr } = await minibatch(train, { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain(
      "; targets sun, rain, wind: 3 labels\nclassification: 320 rows to train, 80 to test, seed 0\n",
    );
    expect(stdout).toMatch(/ sun +\d.*\n +rain +\d.*\n +wind +\d.*\n\n +micro avg [\s\S]*\n +samples avg /);
    expect(stdout).toMatch(
      /\n80 rows held out +model +commonest values\nlabels right +0\.\d+ .*\nrows with all labels right /,
    );
    const page = await readFile(join(cwd, "run/report.html"), "utf8");
    for (const text of ["Scores by label", "A line a label", "Rows with every label right"])
      expect(page).toContain(text);
    const { stdout: predicted } = await minibatch(["predict", "run/model.safetensors", "weather.csv"], { cwd });
    const names =
      "prediction sun,prediction rain,prediction wind,probability sun yes,probability rain true,probability wind 1";
    expect(predicted.split("\n")[0]).toBe(`a,b,temp,"press,ure",sun,rain,wind,${names}`);
    expect(predicted.split("\n")[1]).toMatch(/,(yes|no),(true|false),[01],0\.\d+,0\.\d+,0\.\d+$/);
    const report = ["evaluate", "run/model.safetensors", "weather.csv", "--report", "page.html"];
    expect(await minibatch(report, { cwd })).toMatchObject({ status: 0 });
    const refused = await minibatch([...train, "--class-weight", "balanced", "--task", "classification"], { cwd });
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain('option --class-weight: got "balanced", expected none with several targets');
    const empty = await minibatch(["train", "weather.csv", "-t", "sun,"], { cwd });
    expect(empty.stderr).toContain('option -t, --target: got "sun,", expected the name of a column, or several');
  });

  it("says which of the targets a column gives away", async () => {
    const cwd = await folder();
    const told = (await readFile(join(cwd, "weather.csv"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line, i) => `${line},${i === 0 ? "wet" : line.split(",")[5] === "true" ? "umbrella" : "hat"}`);
    await writeFile(join(cwd, "told.csv"), `${told.join("\n")}\n`);
    const { stderr } = await minibatch(["train", "told.csv", "-t", "sun,rain", "--only", "a,wet", "-e", "3"], { cwd });
    expect(stderr.match(/^warning: .*$/gm)).toEqual([
      'warning: column "wet" repeats the target "rain", so the scores say nothing: leave it out with --drop unless it is known before the target is',
    ]);
  });
});
