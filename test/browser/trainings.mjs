// Trains the same models wherever it is imported: in Node and, served over HTTP, in a page.

const hex = (numbers) =>
  Array.from(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/**
 * The bytes of what each training ends with, in hexadecimal.
 *
 * @param {string} root - address of the folder that holds dist/
 * @param {string} tutorialFile - where in that folder the bundle of tutorial.ts lies
 * @returns {Promise<Record<string, string>>} by name of the training
 */
export async function trainAll(root, tutorialFile) {
  const minibatch = await import(/* @vite-ignore */ `${root}dist/index.js`);
  const tutorial = await import(/* @vite-ignore */ `${root}${tutorialFile}`);
  const { makeBlobs, makeCircles, makeClassification, makeMoons, makeRegression, SGDClassifier, SGDRegressor } =
    minibatch;
  const results = {};
  for (const seed of [undefined, 3]) {
    const { weights, losses } = await tutorial.runTutorial(tutorial.tutorialData(), {
      initialWeights: tutorial.initialWeights(seed).weights,
      epochs: 100,
      alpha: 0.01,
      batchSize: 32,
    });
    results[`tutorial, seed ${seed}: weights`] = hex(weights);
    results[`tutorial, seed ${seed}: losses`] = hex(Float64Array.from(losses));
  }
  const { X, y } = makeClassification({ nSamples: 3000, nFeatures: 33, nClasses: 3, nInformative: 8, seed: 4 });
  for (const precision of ["f32", "f64"]) {
    for (const shuffle of ["none", "full", "block"]) {
      const model = await new SGDClassifier({ precision, shuffle, epochs: 3, seed: 9 }).fit(X, y);
      const name = `three classes, ${precision}, ${shuffle}`;
      results[`${name}: weights`] = model.coef.map(hex).join(" ");
      results[`${name}: probabilities`] = hex(model.predictProba(X).data);
      results[`${name}: losses`] = hex(Float64Array.from(model.history, ({ loss }) => loss));
    }
  }
  const regression = makeRegression({ nSamples: 500, nFeatures: 7, noise: 2, seed: 5 });
  const regressor = await new SGDRegressor({ epochs: 5, learningRate: 0.01 }).fit(regression.X, regression.y);
  results["regression: predictions"] = hex(regressor.predict(regression.X));
  const data = {
    blobs: makeBlobs({ nSamples: 200, seed: 1 }),
    circles: makeCircles({ nSamples: 200, noise: 0.1, seed: 1 }),
    moons: makeMoons({ nSamples: 200, noise: 0.1, seed: 1 }),
  };
  for (const [name, made] of Object.entries(data)) results[name] = hex(made.X.data);
  return results;
}
