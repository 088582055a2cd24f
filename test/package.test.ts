import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const readJson = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));
const manifest: {
  exports: unknown;
  files: string[];
  bin: unknown;
  license: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  engines: Record<string, string>;
} = readJson("package.json");

/** What npm would publish: paths and sizes. */
let packed: { path: string; size: number }[];
/** A folder with node_modules/minibatch as npm would install it, but no other package. */
let consumer: string;
let installed: string;

beforeAll(() => {
  const npm = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  [{ files: packed }] = JSON.parse(execFileSync("npm", npm, { cwd: root, encoding: "utf8" }));
  consumer = mkdtempSync(join(tmpdir(), "minibatch-consumer-"));
  installed = join(consumer, "node_modules/minibatch");
  for (const { path } of packed) cpSync(join(root, path), join(installed, path));
});

afterAll(() => rmSync(consumer, { recursive: true }));

/** Code that reaches a browser: what the entry point `minibatch` may load. */
const isEngine = (path: string) => /^dist\/(index|engine\/.*|data\/.*)\.js$/.test(path);

const importInConsumer = (script: string) =>
  spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: consumer, encoding: "utf8" });

describe("package.json", () => {
  test("has two entry points, one command, and nothing else to import", () => {
    expect(manifest.exports).toEqual({
      ".": { "minibatch-source": "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" },
      "./node": {
        "minibatch-source": "./src/node/index.ts",
        types: "./dist/node/index.d.ts",
        default: "./dist/node/index.js",
      },
      "./package.json": "./package.json",
    });
    expect(manifest.bin).toEqual({ minibatch: "./dist/cli/main.js" });
    expect(manifest.license).toBe("Apache-2.0");
    expect(manifest.engines).toEqual({ node: ">=20.19" });
  });

  test("names each dependency with one exact version", () => {
    const versions = { ...manifest.dependencies, ...manifest.devDependencies };
    const inexact = Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(inexact).toEqual([]);
  });

  test("has no dependency that src/ does not use", () => {
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(root, "src", name), "utf8"));
    const isUsed = (name: string) => sources.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`));
    expect(Object.keys(manifest.dependencies).filter((name) => !isUsed(name))).toEqual([]);
  });
});

function isOfOtherLinux({ cpu, libc }: Record<string, unknown>): boolean {
  return (Array.isArray(cpu) && !cpu.includes("x64")) || (Array.isArray(libc) && libc.includes("musl"));
}

test("package-lock.json agrees with package.json and ties no package to a host", () => {
  const lock: { packages: Record<string, Record<string, unknown>> } = readJson("package-lock.json");
  const { dependencies, devDependencies } = lock.packages[""];
  expect({ dependencies, devDependencies }).toEqual({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
  });
  expect(Object.entries(lock.packages).filter(([, entry]) => "resolved" in entry)).toEqual([]);
  // A registry may lack the binaries of other platforms: their entries then have no hash, and are never needed here.
  const elsewhere = (entry: Record<string, unknown>): boolean =>
    entry.optional === true && Array.isArray(entry.os) && (!entry.os.includes("linux") || isOfOtherLinux(entry));
  const unchecked = Object.entries(lock.packages).filter(([path, entry]) => path !== "" && !("integrity" in entry));
  expect(unchecked.filter(([, entry]) => !elsewhere(entry))).toEqual([]);
});

describe("the packed files", () => {
  test("are the built code, its types, and four pages", () => {
    const pages = packed.map(({ path }) => path).filter((path) => !path.startsWith("dist/"));
    expect(pages.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    const other = packed.filter(({ path }) => path.startsWith("dist/") && !/\.(js|d\.ts)$/.test(path));
    expect(other).toEqual([]);
  });

  test("hold what the entry points and the command name", () => {
    const paths = packed.map(({ path }) => path);
    const named = [
      "dist/index.js",
      "dist/index.d.ts",
      "dist/node/index.js",
      "dist/node/index.d.ts",
      "dist/cli/main.js",
    ];
    expect(paths).toEqual(expect.arrayContaining(named));
    expect(readFileSync(join(root, "dist/cli/main.js"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test("hold the command as the one bundle, beside which no module of its own is left", () => {
    const command = packed.map(({ path }) => path).filter((path) => path.startsWith("dist/cli/"));
    expect(command.filter((path) => !/^dist\/cli\/[\w-]+\.js$/.test(path))).toEqual([]);
    const code = command.map((path) => readFileSync(join(root, path), "utf8"));
    expect(
      code.filter((text) => text.includes("class MinibatchError extends") || /MinibatchError = class/.test(text)),
    ).toHaveLength(1);
  });

  test("keep what runs in pages below 250 kB of compressed JavaScript, both sets of kernels included", () => {
    const code = packed.filter(({ path }) => isEngine(path)).map(({ path }) => readFileSync(join(root, path)));
    const bytes = gzipSync(Buffer.concat(code)).length;
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(250_000);
  });

  test("import nothing but each other in the engine", () => {
    const specifiers = packed
      .filter(({ path }) => isEngine(path))
      .flatMap(({ path }) => ts.preProcessFile(readFileSync(join(root, path), "utf8"), true, true).importedFiles)
      .map(({ fileName }) => fileName);
    expect(specifiers).toContain("./engine/index.js");
    expect(specifiers.filter((specifier) => !specifier.startsWith("."))).toEqual([]);
  });
});

describe("an installed copy without its dependencies", () => {
  test("gives the engine by its name", () => {
    const run = importInConsumer('console.log(Object.keys(await import("minibatch")).join());');
    expect(run.stderr).toBe("");
    expect(run.stdout.trim().split(",")).toEqual(expect.arrayContaining(["DenseMatrix", "MinibatchError"]));
  });

  test("lacks what minibatch/node needs, so that the engine cannot have found it elsewhere", () => {
    const script = `
      const { createRequire } = await import("node:module");
      createRequire(${JSON.stringify(`${installed}/`)}).resolve("vega");`;
    expect(importInConsumer(script).stderr).toContain("MODULE_NOT_FOUND");
  });

  test("hides everything but its entry points", () => {
    const run = importInConsumer('await import("minibatch/dist/engine/index.js");');
    expect(run.stderr).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  test("type-checks in a strict consumer that checks its libraries too", () => {
    const file = join(consumer, "consumer.ts");
    writeFileSync(join(consumer, "package.json"), '{ "type": "module" }');
    writeFileSync(
      file,
      'import { DenseMatrix } from "minibatch";\nexport const rows: number = DenseMatrix.from([[1]]).rows;\n' +
        '// @ts-expect-error a row is a list of numbers\nDenseMatrix.from(["a"]);\n',
    );
    const program = ts.createProgram([file], {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      types: [],
      module: ts.ModuleKind.NodeNext,
    });
    const errors = ts.getPreEmitDiagnostics(program);
    expect(errors.map((error) => ts.flattenDiagnosticMessageText(error.messageText, "\n"))).toEqual([]);
  });
});
