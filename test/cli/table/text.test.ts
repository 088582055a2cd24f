import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { TableModel } from "../../../src/data/table/table-model.ts";
import { emptyFolder, minibatch, shell } from "../run.ts";
import { messages } from "../sparse/sparse-tables.ts";

/** A folder with a table of messages. */
async function folderWith(rows: number): Promise<string> {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, "messages.csv"), messages(rows));
  return cwd;
}

const train = ["train", "messages.csv", "--target", "label", "--text", "text"];

describe("minibatch train --text", () => {
  it("goes the way of every table: columns, words that push each way, run folder, scores", async () => {
    const cwd = await folderWith(600);
    const { stdout, stderr, status } = await minibatch([...train, "--out", "run", "--interactions", "channel:length"], {
      cwd,
    });
    expect(status).toBe(0);
    expect(stderr).toContain(
      "messages.csv: 600 rows, 4 columns and 1 interaction that become 262,149 features; target label: ham, spam\n",
    );
    expect(stderr).toContain("log_loss, adagrad, alpha 0.2, schedule linear, batch size 32, 100 epochs, l2 0,");
    expect(stderr).toMatch(/^text +text +- +words, tfidf, 17 of 262,144 features seen$/m);
    expect(stderr).toMatch(/^channel +categorical +- +one-hot, 2 levels$/m);
    expect(Number(/accuracy +(\d\.\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0.95);
    expect(stdout).toMatch(/^weight for spam +standardised +per unit$/m);
    expect(stdout).toMatch(/^text, for spam +weight +against spam +weight$/m);
    expect(await readdir(join(cwd, "run"))).toEqual([
      "history.jsonl",
      "model.safetensors",
      "report.html",
      "report.json",
    ]);
    const page = await readFile(join(cwd, "run", "report.html"), "utf8");
    expect(page).toContain("text: prize");
    const inspected = await minibatch(["inspect", "run/model.safetensors", "--json"], { cwd });
    const [{ column, output, positive, negative, collisions }] = JSON.parse(inspected.stdout).words;
    const names = (weights: { name: string }[]): string[] =>
      weights
        .slice(0, 5)
        .map(({ name }) => name)
        .sort();
    expect([column, output, collisions]).toEqual(["text", "spam", 0]);
    expect(names(positive)).toEqual(["cash", "claim", "free", "prize", "win"]);
    expect(names(negative)).toEqual(["dinner", "home", "later", "love", "sorry"]);
    const scored = await minibatch(["evaluate", "run/model.safetensors", "messages.csv", "--report", "page.html"], {
      cwd,
    });
    expect(scored.stdout).toMatch(/\n600 rows scored +model +always ham\naccuracy +(0\.9|1\.0)/);
    expect(await readFile(join(cwd, "page.html"), "utf8")).toContain("text: prize");
  });

  it("tells of sentences that are left out, and how to learn from them", async () => {
    const cwd = await emptyFolder();
    const ways = ["north", "east", "south", "west"];
    const rows = Array.from({ length: 64 }, (_, i) => {
      const words = [i & 3, (i >> 2) & 3, (i >> 4) & 3].map((way) => ways[way]);
      return `${i % 2 ? "yes" : "no"},${i % 5},go ${words.join(" then ")}`;
    });
    await writeFile(join(cwd, "ways.csv"), `${["label,number,way", ...rows].join("\n")}\n`);
    const { stderr } = await minibatch(["train", "ways.csv", "-t", "label", "-e", "2"], { cwd });
    expect(stderr).toContain('warning: column "way": sentences, so it was dropped (--text learns from its words)\n');
    const only = await minibatch(["train", "ways.csv", "-t", "label", "--only", "way"], { cwd });
    expect(only.stderr).toContain("are left out (text); --text COLUMN learns from the words of sentences");
  });

  it("repeats a run to the byte by the line that it prints; with several texts, options of texts, and a test file", async () => {
    const cwd = await folderWith(200);
    await writeFile(join(cwd, "test.csv"), messages(300).replace(/\n(.*\n){199}/, "\n"));
    const options = [
      "--test",
      "test.csv",
      "--ngrams",
      "1:2",
      "--analyzer",
      "char_wb",
      "--weighting",
      "binary",
      "--bits",
      "12",
    ];
    const { stdout, status } = await minibatch([...train, ...options, "--text", "channel", "--out", "one", "-e", "3"], {
      cwd,
    });
    expect(status).toBe(0);
    const again = /^again: +(.*)$/m.exec(stdout)?.[1] ?? "";
    expect(again).toContain("--text text,channel --analyzer char_wb --ngrams 1:2 --weighting binary --bits 12");
    expect((await shell(`${again.replace("minibatch", "$MINIBATCH")} --out two`, { cwd })).status).toBe(0);
    const model = async (run: string) => readFile(join(cwd, run, "model.safetensors"));
    expect(await model("two")).toEqual(await model("one"));
    expect(stdout).toContain("101 rows of the test file");
  });

  it("weighs classes by name", async () => {
    const cwd = await folderWith(300);
    const recallOf = async (weights: string): Promise<number> => {
      const { stdout, status } = await minibatch([...train, "-e", "5", "--bits", "12", "--class-weight", weights], {
        cwd,
      });
      expect(status).toBe(0);
      return Number(/^ +spam +[\d.]+ +([\d.]+)/m.exec(stdout)?.[1]);
    };
    expect(await recallOf("spam=1000")).toBe(1);
    expect(await recallOf("ham=1000")).toBeLessThan(0.9);
  });

  it("learns a number from texts and predicts it in its units", async () => {
    const cwd = await folderWith(400);
    const { status } = await minibatch(
      ["train", "messages.csv", "-t", "length", "--task", "regression", "--text", "text", "--out", "run"],
      { cwd },
    );
    expect(status).toBe(0);
    const { stdout } = await minibatch(["predict", "run/model.safetensors", "messages.csv"], { cwd });
    const answers = stdout
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",").at(-1)));
    expect(answers.every((answer) => answer > 0 && answer < 20)).toBe(true);
  });
});

describe("minibatch predict with a model of texts", () => {
  const records = [
    { text: "Win a prize now", channel: "sms", length: 4 },
    { text: "", channel: "mail", length: 3.5 },
    { text: null, channel: null, length: null },
    { text: "Später, ΟΔΥΣΣΕΥΣ!", channel: "pigeon", length: 9 },
  ];
  const lines = records.map(
    ({ text, channel, length }) => `${text === null ? "" : `"${text}"`},${channel ?? ""},${length ?? ""}`,
  );
  const table = `${["text,channel,length", ...lines].join("\n")}\n`;

  it("writes the table's columns and what a page predicts, to the last bit, in each format and through pipes", async () => {
    const cwd = await folderWith(300);
    expect((await minibatch([...train, "--ngrams", "1:2", "--out", "run"], { cwd })).status).toBe(0);
    await writeFile(join(cwd, "new.csv"), table);
    const model = TableModel.fromBytes(await readFile(join(cwd, "run", "model.safetensors")));
    const proba = model.predictProba(records);
    const expected = model.predict(records).map((answer, r) => [answer, ...proba.row(r)].join(","));
    const { stdout } = await minibatch(["predict", "run/model.safetensors", "new.csv"], { cwd });
    const [header, ...rows] = stdout.trimEnd().split("\n");
    expect(header).toBe("text,channel,length,prediction,probability ham,probability spam");
    expect(rows.map((line) => line.split(",").slice(-3).join(","))).toEqual(expected);
    expect(rows[0]).toMatch(/^Win a prize now,sms,4,/);
    const piped = await shell("$MINIBATCH predict run/model.safetensors - < new.csv", { cwd });
    expect(piped.stdout).toBe(stdout);
    await minibatch(["predict", "run/model.safetensors", "new.csv", "-o", "out.parquet"], { cwd });
    await minibatch(["predict", "run/model.safetensors", "out.parquet", "-o", "out.jsonl"], { cwd });
    const [first] = (await readFile(join(cwd, "out.jsonl"), "utf8"))
      .split("\n")
      .map((line) => JSON.parse(line || "{}"));
    expect([first.text, first.prediction, first["probability spam_1"]]).toEqual([
      ...["Win a prize now", model.predict(records[0]!), proba.get(0, 1)],
    ]);
    expect(() => model.predict({ text: "a" })).toThrow('column "channel": got nothing');
    expect(() => model.predict({ ...records[0], text: ["a"] })).toThrow('column "text": got');
  });
});

describe("bad input of texts", () => {
  it.each<[string[], string]>([
    [["--text", "words"], 'messages.csv: no column "words" for the option text; columns: "label", "text"'],
    [["--text", "label"], 'text: "label" is the target'],
    [["--text", "text", "--categorical", "text"], 'categorical: "text" is also in text; name it in one of them'],
    [
      ["--text", "text", "--interactions", "text:channel"],
      'interaction text:channel: "text" is no column of words, numbers or dates',
    ],
    [["--interactions", "town:channel"], 'interaction town:channel: "town" is no column of words, numbers or dates'],
    [["--text", "text", "--layout", "dense"], 'layout: got "dense" with texts or interactions'],
    [["--ngrams", "3:2"], "expected a whole number, 1 to 64, or two with a colon between them, the smaller first"],
    [["--interactions", "a"], "expected pairs of columns such as city:plan, separated by commas"],
  ])("refuses %j in one line", async (args, message) => {
    const cwd = await folderWith(50);
    const { status, stderr } = await minibatch(["train", "messages.csv", "-t", "label", ...args], { cwd });
    expect([1, 2]).toContain(status);
    expect(stderr).toContain(message);
    expect(await readdir(cwd)).toEqual(["messages.csv"]);
  });

  it("names the line of bytes that are no UTF-8, in a gzip file, too", async () => {
    const cwd = await folderWith(50);
    const bytes = Buffer.from(messages(50));
    bytes[bytes.indexOf("\n", 600) + 8] = 0xff;
    const line = bytes.subarray(0, bytes.indexOf(0xff)).toString("latin1").split("\n").length;
    await writeFile(join(cwd, "messages.csv"), bytes);
    await writeFile(join(cwd, "messages.csv.gz"), gzipSync(bytes));
    for (const file of ["messages.csv", "messages.csv.gz"]) {
      const { status, stderr } = await minibatch(["train", file, "-t", "label", "--text", "text"], { cwd });
      expect(status).toBe(1);
      expect(stderr).toContain(`${file}:${line}: the text is not UTF-8; convert the file to UTF-8`);
    }
  });
});
