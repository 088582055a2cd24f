import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The numbers of a linear congruential generator, 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

/** Rows of libsvm text: the label is 1 where features 1 to 10 outweigh 11 to 20, and -1 elsewhere. */
export function libsvmLines(rows: number, base: 0 | 1, seed = 1): string[] {
  const random = numbers(seed);
  return Array.from({ length: rows }, () => {
    const columns = Array.from({ length: 30 }, (_, i) => i).filter(() => random() < 0.3);
    const score = columns.reduce((sum, column) => sum + (column < 10 ? 1 : column < 20 ? -1 : 0), 0.5);
    return [score > 0 ? "1" : "-1", ...columns.map((column) => `${column + base}:1`)].join(" ");
  });
}

/** The same rows as Vowpal Wabbit text, features named f0 to f29. */
export function vwLines(rows: number): string[] {
  return libsvmLines(rows, 0).map((line) => {
    const [label, ...features] = line.split(" ");
    return `${label} |w ${features.map((feature) => `f${feature}`).join(" ")}`;
  });
}

/** Messages that promise money, and others, as a table of label and text. */
export function messages(rows: number): string {
  const random = numbers(7);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  const both = ["now", "please", "the", "you", "today", "and", "call"];
  const spam = ["win", "cash", "prize", "free", "claim"];
  const ham = ["dinner", "home", "sorry", "later", "love"];
  const lines = Array.from({ length: rows }, () => {
    const isSpam = random() < 0.4;
    const words = Array.from({ length: 6 }, () => pick(random() < 0.5 ? both : isSpam ? spam : ham));
    return `${isSpam ? "spam" : "ham"},"${words.join(" ")}",${random() < 0.5 ? "sms" : "mail"},${words.length + Math.round(10 * random())}`;
  });
  return `${["label,text,channel,length", ...lines].join("\n")}\n`;
}

/** Writes lines to a file of a folder. */
export async function writeLines(folder: string, name: string, lines: readonly string[]): Promise<void> {
  await writeFile(join(folder, name), `${lines.join("\n")}\n`);
}
