// Trains on the example table, tests the model, saves it and predicts records with it.
// Run it from the repository after `npm run build`: node examples/node/train-and-predict.mjs

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel, saveModel, train } from "minibatch/node";

const file = fileURLToPath(new URL("../data/loans.csv", import.meta.url));
const { model, test, baseline, testRows } = await train(file, { target: "repaid" });
const percent = (share) => `${(100 * share).toFixed(1)} %`;
console.log(
  `${testRows} loans held out: ${percent(test.accuracy)} right, always ${baseline.label} ${percent(baseline.accuracy)}`,
);

const folder = await mkdtemp(join(tmpdir(), "minibatch-example-"));
await saveModel(model, join(folder, "model.safetensors"));
const loaded = await loadModel(join(folder, "model.safetensors"));
await rm(folder, { recursive: true });

const loan = {
  applied: "2025-01-15",
  age: 42,
  income: 3100,
  employment: "employed",
  purpose: "car",
  owns_home: true,
  amount: 8000,
  months: 36,
  branch: "B05",
};
const risky = { ...loan, employment: "out of work", income: null, purpose: "debts" };
const answers = loaded.predict([loan, risky]);
const probabilities = loaded.predictProba([loan, risky]);
for (const [i, answer] of answers.entries()) {
  const shares = loaded.schema.classes.map((label, k) => `${label} ${percent(probabilities.get(i, k))}`);
  console.log(`loan ${i + 1}: ${answer} (${shares.join(", ")})`);
}
