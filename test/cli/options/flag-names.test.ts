import { expect, test } from "vitest";
import { trainOptions } from "../../../src/cli/commands/train.ts";
import { withFlagNames } from "../../../src/cli/options/flag-names.ts";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { SGDClassifier, type SGDOptions } from "../../../src/engine/index.ts";

/** What the command line says of options that the library refuses. */
async function said(options: SGDOptions & object): Promise<string> {
  const work = (async () => new SGDClassifier(options))();
  const error: unknown = await withFlagNames(trainOptions, work).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MinibatchError);
  expect((error as MinibatchError).code).toBe("INVALID_OPTION");
  return (error as MinibatchError).message;
}

test.each<[SGDOptions & object, RegExp]>([
  [{ schedule: "optimal", learningRate: 0.2 }, /^option --alpha: got 0.2, expected it with a schedule other than /],
  [{ earlyStopping: { patience: 0 } }, /^option --patience: got 0, expected a whole number >= 1$/],
  [{ earlyStopping: { metric: "r2" } }, /^option --early-stopping: got "r2", expected one of /],
  [{ earlyStopping: { minDelta: -1, validation: 2 } }, /^2 options .*: --min-delta: got -1, .*; --validation: got 2, /],
  [{ schedule: "adaptive", tol: null }, /^option --tol: got nothing, expected a number, or --early-stopping, with /],
  [{ rateBatchSize: 8, learningRate: "auto" }, /^option --rate-batch-size: got 8, expected none with --alpha "auto"$/],
  [
    { patience: 3 },
    /^option --patience: .* expected it with tol \(the patience of early stopping is --patience\) only/,
  ],
  [{ classWeight: { yes: -1 } } as object, /^option --class-weight yes: got -1, expected a number >= 0$/],
])("%j", async (options, message) => {
  expect(await said(options)).toMatch(message);
});

test("a class that there is not, and errors of other kinds as they are", async () => {
  const weights = new MinibatchError("INVALID_OPTION", "classWeight.maybe: no", { option: "classWeight" });
  await expect(withFlagNames(trainOptions, Promise.reject(weights))).rejects.toThrow(
    /^option --class-weight maybe: no$/,
  );
  const data = new MinibatchError("INVALID_DATA", "classWeight is a column", { option: "classWeight" });
  await expect(withFlagNames(trainOptions, Promise.reject(data))).rejects.toBe(data);
  expect(await withFlagNames(trainOptions, Promise.resolve(7))).toBe(7);
});
