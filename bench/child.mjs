// @ts-check
// The child processes a benchmark measures: started one a system, pinned to one core, driven by lines of JSON.

import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { progress } from "./harness.mjs";

const COMMANDS = {
  memory: { label: "memory read", program: process.execPath, script: "memory.mjs" },
  minibatch: { label: "minibatch", program: process.execPath, script: "minibatch.mjs" },
  sklearn: { label: "scikit-learn", program: process.env.PYTHON ?? "python3", script: "sklearn_sgd.py" },
  sklearnTables: { label: "scikit-learn", program: process.env.PYTHON ?? "python3", script: "sklearn_tables.py" },
  torch: { label: "PyTorch", program: process.env.PYTHON ?? "python3", script: "torch_sgd.py" },
  sparse: { label: "minibatch", program: process.execPath, script: "sparse.mjs" },
  sklearnSparse: { label: "scikit-learn", program: process.env.PYTHON ?? "python3", script: "sklearn_sparse.py" },
  libsvmReader: { label: "minibatch", program: process.execPath, script: "libsvm.mjs" },
  sklearnReader: { label: "scikit-learn", program: process.env.PYTHON ?? "python3", script: "sklearn_libsvm.py" },
};

/** @typedef {keyof typeof COMMANDS} SystemName */
/** @typedef {{ memory: Child, minibatch: Child, sklearn?: Child, torch?: Child }} Children */

/** One thread for every library, and none of the switches that pick a slower OpenBLAS kernel. */
function environment() {
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...rest } = process.env;
  return { ...rest, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
}

/** `taskset` in front of a command, where there is one: the last core we may use, which other work uses least. */
const pin = (() => {
  try {
    const core = /Cpus_allowed_list:.*?(\d+)\n/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    const command = ["taskset", "-c", String(core)];
    execFileSync(command[0], [...command.slice(1), "true"], { stdio: "ignore" });
    return command;
  } catch {
    return [];
  }
})();

/** Whether the children are pinned to one core. */
export const pinned = pin.length > 0;

export class Child {
  #process;
  #answers;
  #errors = "";
  /** Versions of what runs in it. @type {Record<string, string>} */
  versions = {};

  /** @param {SystemName} name @param {string} [other] - a script to run instead of the system's own */
  constructor(name, other) {
    const { label, program, script } = COMMANDS[name];
    this.name = name;
    this.label = label;
    const file = other ?? fileURLToPath(new URL(`peers/${script}`, import.meta.url));
    const [command, ...args] = [...pin, program, file];
    this.#process = spawn(command, args, { env: environment(), stdio: ["pipe", "pipe", "pipe"] });
    this.#process.on("error", (error) => (this.#errors += error.message));
    this.#process.stdin.on("error", () => {});
    this.#process.stderr.on("data", (text) => (this.#errors += text));
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param {SystemName} name
   * @param {string} [other] - a script to run instead of the system's own
   * @throws when the program, or a library that it needs, is not there
   */
  static async start(name, other) {
    const child = new Child(name, other);
    child.versions = (await child.#answer()).versions;
    return child;
  }

  /**
   * @param {string} op
   * @param {object} [job]
   * @returns {Promise<any>}
   */
  async request(op, job = {}) {
    this.#process.stdin.write(`${JSON.stringify({ op, ...job })}\n`);
    return this.#answer();
  }

  /** Ends the child by ending its input. */
  close() {
    this.#process.stdin.end();
  }

  async #answer() {
    const { value, done } = await this.#answers.next();
    if (!done) return JSON.parse(value);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const lines = this.#errors.trim().split("\n").reverse();
    throw new Error(lines.find((line) => line.includes("Error")) || lines[0] || `${this.label} ended without a word`);
  }
}

/**
 * Starts a peer, or says in a word why it is left out.
 *
 * @param {"sklearn" | "torch" | "sklearnReader" | "sklearnSparse"} name
 * @returns {Promise<Child | undefined>}
 */
export async function startPeer(name) {
  try {
    return await Child.start(name);
  } catch (error) {
    progress(`${COMMANDS[name].label}: skipped (${/** @type {Error} */ (error).message})`);
    return undefined;
  }
}

/**
 * Starts the yardstick, minibatch, and those of the peers that this machine has.
 *
 * @returns {Promise<Children>}
 */
export async function startAll() {
  /** @type {Children} */
  const children = { memory: await Child.start("memory"), minibatch: await Child.start("minibatch") };
  const [sklearn, torch] = [await startPeer("sklearn"), await startPeer("torch")];
  if (sklearn) children.sklearn = sklearn;
  if (torch) children.torch = torch;
  return children;
}

/** @param {Children} children */
export function versionsOf(children) {
  return Object.assign({}, ...Object.values(children).map((child) => child.versions));
}
