import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { emptyFolder, minibatch, shell } from "../run.ts";

const loans = fileURLToPath(new URL("../../../examples/data/loans.csv", import.meta.url));

/** A folder with the loans and a model of them. */
async function trained(...args: string[]): Promise<string> {
  const cwd = await emptyFolder();
  await copyFile(loans, join(cwd, "loans.csv"));
  const { status } = await minibatch(["train", "loans.csv", "-t", "repaid", "-e", "30", "--out", "run", ...args], {
    cwd,
  });
  expect(status).toBe(0);
  return cwd;
}

const model = "run/model.safetensors";

describe("minibatch evaluate", () => {
  it("gives the training's own scores for the training's own test rows", async () => {
    const cwd = await emptyFolder();
    const [header, ...lines] = (await readFile(loans, "utf8")).trimEnd().split("\n");
    await writeFile(join(cwd, "train.csv"), `${[header, ...lines.slice(0, 1000)].join("\n")}\n`);
    await writeFile(join(cwd, "test.csv"), `${[header, ...lines.slice(1000)].join("\n")}\n`);
    await minibatch(["train", "train.csv", "-t", "repaid", "-e", "30", "--out", "run", "--test", "test.csv"], { cwd });
    const report = JSON.parse(await readFile(join(cwd, "run/report.json"), "utf8"));
    const { status, stdout, stderr } = await minibatch(["evaluate", model, "test.csv", "--json"], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      event: "result",
      model,
      files: ["test.csv"],
      rows: 500,
      droppedRows: 0,
      unseen: {},
    });
    expect(result.test).toEqual(report.test);
    expect(result.baseline).toEqual(report.baseline);
  });

  it("prints the scores beside the trivial answer's and writes a page", async () => {
    const cwd = await trained();
    const { status, stdout } = await minibatch(["evaluate", model, "loans.csv", "--report", "page.html"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n1,500 rows scored +model +always yes\naccuracy +0\.8\d{3} +0\.5907\n/);
    expect(stdout).toMatch(/\nscored 1,500 rows in .*\nwrote page\.html\n$/);
    const page = await readFile(join(cwd, "page.html"), "utf8");
    expect(page).toContain("<h1>repaid in loans.csv</h1>");
    expect(page).toContain("minibatch evaluate run/model.safetensors loans.csv");
    expect(page).not.toContain("Loss by epoch");
  });

  it("counts rows without a target, words it has not seen, and classes it does not know", async () => {
    const cwd = await trained();
    const [header, ...lines] = (await readFile(loans, "utf8")).trimEnd().split("\n");
    const changed = lines.slice(0, 100).map((line, i) => {
      if (i < 3) return line.replace(/,(yes|no)$/, ",");
      if (i < 5) return line.replace(/,(yes|no)$/, ",perhaps");
      return i < 9 ? line.replace(/,B\d\d,/, ",B99,") : line;
    });
    await writeFile(join(cwd, "new.csv"), `${[header, ...changed].join("\n")}\n`);
    const args = ["evaluate", model, "new.csv", "--report", "page.html"];
    const { status, stdout, stderr } = await minibatch(args, { cwd });
    expect(status).toBe(0);
    expect(await readFile(join(cwd, "page.html"), "utf8")).toContain('<tr><th scope="row">perhaps</th>');
    expect(stderr.trimEnd().split("\n")).toEqual([
      "warning: 3 rows without a target were left out",
      'warning: the model does not know 1 class of this table: "perhaps"',
      'warning: column "branch": 4 rows with a value that training did not see, which was passed over',
    ]);
    expect(stdout).toMatch(/\n +perhaps +0\.00 +0\.00 +0\.00 +2\n/);
    expect(stdout).toMatch(/\ntrue \\ predicted +no +yes +perhaps\n/);
  });

  it("reads standard input, columns in any order, and takes no columns that it does not need", async () => {
    const cwd = await trained();
    const turned =
      'cut -d, -f10,9,8,7,6,5,4,3,2,1 loans.csv | awk -F, \'{print $10","$9","$8","$7","$6","$5","$4","$3","$2","$1",x"}\'';
    const piped = await shell(`${turned} | $MINIBATCH evaluate ${model} - --json`, { cwd });
    const direct = await minibatch(["evaluate", model, "loans.csv", "--json"], { cwd });
    expect(piped.status).toBe(0);
    expect(JSON.parse(piped.stdout).test).toEqual(JSON.parse(direct.stdout).test);
  });

  it("rows of unequal length from standard input are refused by their line", async () => {
    const cwd = await trained();
    const { status, stderr } = await shell(`printf 'a,b\\n1,2\\n3,4,5,6\\n1,2,3\\n' | $MINIBATCH evaluate ${model} -`, {
      cwd,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^minibatch: standard input:3: .*, expected 2 as in the lines before\n$/);
  });

  it.each([
    [["evaluate", model, "none.csv"], 1, /^minibatch: none\.csv: .*no such file/],
    [["evaluate", "none.safetensors", "loans.csv"], 1, /^minibatch: none\.safetensors: cannot read: no such file/],
    [["evaluate", "loans.csv", "loans.csv"], 1, /^minibatch: loans\.csv: /],
    [["evaluate", model, "other.csv"], 1, /^minibatch: other\.csv: no column "applied"/],
    [["evaluate", model, "empty.csv"], 1, /^minibatch: empty\.csv: no row has a value of the target "repaid"/],
    [
      ["evaluate", model, "loans.csv", "--report", "no/such/page.html"],
      1,
      /^minibatch: no\/such\/page\.html: cannot write/,
    ],
    [["evaluate", model], 2, /^minibatch: missing required argument 'files'/],
  ])("%j: one line, its status, nothing left behind", async (args, expected, line) => {
    const cwd = await trained();
    await writeFile(join(cwd, "other.csv"), "a,repaid\n1,yes\n2,no\n");
    const header = (await readFile(loans, "utf8")).split("\n")[0];
    await writeFile(join(cwd, "empty.csv"), `${header}\n2023-06-26,46,600,employed,car,true,4500,36,B11,\n`);
    const before = await readdir(cwd);
    const { status, stderr } = await minibatch(args, { cwd });
    expect(status).toBe(expected);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(await readdir(cwd)).toEqual(before);
  });
});

describe("minibatch inspect", () => {
  it("shows columns, weights by name in both units, settings, data and scores", async () => {
    const cwd = await trained("--seed", "7");
    const { status, stdout, stderr } = await minibatch(["inspect", model], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^run\/model\.safetensors: classification of repaid: no, yes\n10 columns that become 36 features; made by minibatch \d/,
    );
    expect(stdout).toMatch(/\nemployment +categorical +[\d.]+ % +one-hot, 5 levels, indicator of missing\n/);
    expect(stdout).toMatch(/\nweight for yes +standardised +per unit\n/);
    expect(stdout).toMatch(/\nincome +[\d.]+ +0\.0\d+\n/);
    expect(stdout).toMatch(/\npurpose=debts +-[\d.]+\n/);
    expect(stdout).toMatch(/\nconstant term -?[\d.]+\n/);
    expect(stdout).toMatch(/\n {2}accuracy +0\.\d{4} \(trivial answer 0\.5900\)\n/);
    expect(stdout).toMatch(/\n {2}epochs +30\n/);
    expect(stdout).toMatch(/\n {2}seed +7\n/);
    expect(stdout).toMatch(/\n {2}fingerprint of the training rows +[0-9a-f]{16,}\n$/);
  });

  it("says as JSON what predicts: weights per unit and constant term give the command's answer", async () => {
    const cwd = await trained("--only", "age,amount,months", "--precision", "f64");
    const { stdout } = await minibatch(["inspect", model, "--json"], { cwd });
    const { weights, schema } = JSON.parse(stdout);
    const [{ intercept, weights: of, output }] = weights;
    expect({ output, names: of.map(({ name }: { name: string }) => name) }).toEqual({
      output: "yes",
      names: ["age", "amount", "months"],
    });
    const predicted = await shell(`cat loans.csv | $MINIBATCH predict ${model} - | head -n 2 | tail -n 1`, { cwd });
    const cells = predicted.stdout.trim().split(",");
    const values = [cells[1], cells[6], cells[7]].map(Number);
    const shifts = schema.encoders.map(({ shift }: { shift: number }) => shift);
    const z = of.reduce(
      (sum: number, weight: { rawWeight: number }, i: number) => sum + weight.rawWeight * (values[i] - shifts[i]),
      intercept,
    );
    expect(1 / (1 + Math.exp(-z))).toBeCloseTo(Number(cells.at(-1)), 9);
  });

  it("lists the largest weights with --top, and stops where nobody reads on", async () => {
    const cwd = await trained();
    const { stdout } = await minibatch(["inspect", model, "--top", "2"], { cwd });
    expect(stdout).toMatch(/\nlargest of 36 weights for yes +standardised +per unit\n.*\n.*\nconstant term/);
    const { status, stderr } = await shell(`$MINIBATCH inspect ${model} | head -n 1`, { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.each([
    ["a file cut short", (bytes: Buffer) => bytes.subarray(0, 200), /^minibatch: bad: /],
    [
      "a file with one bit turned",
      (bytes: Buffer) => flipped(bytes),
      /^minibatch: bad: model file: the checksum is wrong/,
    ],
    ["no model file", () => Buffer.from("hello"), /^minibatch: bad: /],
  ])("refuses %s in one line", async (_, change, line) => {
    const cwd = await trained();
    await writeFile(join(cwd, "bad"), change(await readFile(join(cwd, model))));
    const { status, stdout, stderr } = await minibatch(["inspect", "bad"], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 5] ^= 1;
  return copy;
}
