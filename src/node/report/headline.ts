import type {
  Baseline,
  ClassificationScores,
  Evaluation,
  RegressionScores,
  SeveralLabelsScores,
  SeveralNumbersScores,
} from "../evaluation/types.ts";
import { html, type Markup } from "./markup.ts";
import { counted, lossText, percent, score, significant } from "./numbers.ts";

/** A score beside that of the trivial answer. */
export interface ScoreRow {
  readonly name: string;
  readonly model: string;
  /** The trivial answer's; nothing where it has none. */
  readonly trivial: string | undefined;
  /** Share of a bar that the score fills, from 0 to 1; nothing for a score without an upper end. */
  readonly share?: number | undefined;
  readonly trivialShare?: number | undefined;
}

/** Every score of an evaluation with that of the trivial answer, the most telling first. */
export function scoreRows({ test, baseline }: Evaluation): ScoreRow[] {
  if (test.task === "classification" && baseline.task === "classification") return classRows(test, baseline);
  if (test.task === "regression" && baseline.task === "regression") return numberRows(test, baseline);
  if (test.task === "several-numbers" && baseline.task === "several-numbers") return severalNumberRows(test, baseline);
  if (test.task === "several-labels" && baseline.task === "several-labels") return severalLabelRows(test, baseline);
  return [];
}

/** What the trivial answer is, in words. */
export function trivialAnswer(baseline: Baseline): string {
  switch (baseline.task) {
    case "classification":
      return `always ${baseline.label}`;
    case "regression":
      return `always the mean, ${significant(baseline.mean, 5)}`;
    case "several-numbers":
      return "always the mean of each target";
    case "several-labels":
      return "always the commonest value of each label";
  }
}

/** The first scores, large, with a bar that shows how far they are from the trivial answer. */
export function headlineTiles(evaluation: Evaluation): Markup {
  const trivial = trivialAnswer(evaluation.baseline);
  return html`<div class="tiles">${scoreRows(evaluation)
    .slice(0, 4)
    .map((row, i) => tile(row, i === 0 ? trivial : "trivial answer"))}</div>`;
}

function tile({ name, model, trivial, share, trivialShare }: ScoreRow, answer: string): Markup {
  const beside = trivial === undefined ? "0.5 is chance" : `${answer}: ${trivial}`;
  return html`<div class="tile"><p class="name">${name}</p><p class="value">${model}</p>${
    share !== undefined &&
    html`<div class="meter" aria-hidden="true"><span style="width:${barWidth(share)}%"></span>${
      trivialShare !== undefined && html`<span class="trivial" style="left:${barWidth(trivialShare)}%"></span>`
    }</div>`
  }<p class="beside">${beside}</p></div>`;
}

function barWidth(share: number): number {
  return Math.round(1000 * Math.max(0, Math.min(1, share))) / 10;
}

function classRows(test: ClassificationScores, baseline: Extract<Baseline, { task: "classification" }>): ScoreRow[] {
  const many = test.confusion.length > 2;
  return [
    {
      name: "Accuracy",
      model: percent(test.accuracy, 2),
      trivial: percent(baseline.accuracy, 2),
      share: test.accuracy,
      trivialShare: baseline.accuracy,
    },
    ...(test.rocAuc === null
      ? []
      : [
          {
            name: many ? "ROC AUC (mean of the classes)" : "ROC AUC",
            model: score(test.rocAuc),
            trivial: "0.5000",
            share: test.rocAuc,
            trivialShare: 0.5,
          },
        ]),
    ...(test.logLoss === null
      ? []
      : [{ name: "Log loss (less is better)", model: lossText(test.logLoss), trivial: lossText(baseline.logLoss) }]),
    {
      name: "Balanced accuracy",
      model: percent(test.balancedAccuracy, 2),
      trivial: percent(1 / test.confusion.length, 2),
      share: test.balancedAccuracy,
      trivialShare: 1 / test.confusion.length,
    },
    { name: "F1 (mean of the classes)", model: score(test.macroF1), trivial: undefined, share: test.macroF1 },
    ...(test.averagePrecision === null
      ? []
      : [
          {
            name: many ? "Average precision (mean of the classes)" : "Average precision",
            model: score(test.averagePrecision),
            trivial: undefined,
            share: test.averagePrecision,
          },
        ]),
  ];
}

function numberRows(test: RegressionScores, baseline: Extract<Baseline, { task: "regression" }>): ScoreRow[] {
  return [
    ...ownRows(test, baseline),
    {
      name: "R²",
      model: score(test.r2),
      trivial: score(baseline.r2),
      share: test.r2,
      trivialShare: baseline.r2,
    },
    {
      name: "Mean absolute error",
      model: significant(test.mae, 5),
      trivial: significant(baseline.mae, 5),
    },
    {
      name: "Root mean squared error",
      model: significant(test.rmse, 5),
      trivial: significant(baseline.rmse, 5),
    },
    { name: "Median absolute error", model: significant(test.medianAe, 5), trivial: significant(baseline.medianAe, 5) },
  ];
}

/** The means over the targets. */
function severalNumberRows(
  test: SeveralNumbersScores,
  baseline: Extract<Baseline, { task: "several-numbers" }>,
): ScoreRow[] {
  const mean = `mean of ${test.targets.length} targets`;
  return [
    {
      name: `R², ${mean}`,
      model: score(test.r2),
      trivial: score(baseline.r2),
      share: test.r2,
      trivialShare: baseline.r2,
    },
    { name: `Mean absolute error, ${mean}`, model: significant(test.mae, 5), trivial: significant(baseline.mae, 5) },
    {
      name: `Root mean squared error, ${mean}`,
      model: significant(test.rmse, 5),
      trivial: significant(baseline.rmse, 5),
    },
    {
      name: `Median absolute error, ${mean}`,
      model: significant(test.medianAe, 5),
      trivial: significant(baseline.medianAe, 5),
    },
  ];
}

function severalLabelRows(
  test: SeveralLabelsScores,
  baseline: Extract<Baseline, { task: "several-labels" }>,
): ScoreRow[] {
  const { rocAuc, logLoss, averagePrecision } = test;
  return [
    {
      name: "Labels that are right",
      model: percent(test.labelAccuracy, 2),
      trivial: percent(baseline.labelAccuracy, 2),
      share: test.labelAccuracy,
      trivialShare: baseline.labelAccuracy,
    },
    {
      name: "Rows with every label right",
      model: percent(test.accuracy, 2),
      trivial: percent(baseline.accuracy, 2),
      share: test.accuracy,
      trivialShare: baseline.accuracy,
    },
    ...(rocAuc === null
      ? []
      : [
          {
            name: "ROC AUC (mean of the labels)",
            model: score(rocAuc),
            trivial: "0.5000",
            share: rocAuc,
            trivialShare: 0.5,
          },
        ]),
    ...(logLoss === null
      ? []
      : [
          {
            name: "Log loss (mean of the labels, less is better)",
            model: lossText(logLoss),
            trivial: lossText(baseline.logLoss),
          },
        ]),
    { name: "F1 (of all labels together)", model: score(test.microF1), trivial: undefined, share: test.microF1 },
    { name: "F1 (mean of the labels)", model: score(test.macroF1), trivial: undefined, share: test.macroF1 },
    ...(averagePrecision === null
      ? []
      : [
          {
            name: "Average precision (mean of the labels)",
            model: score(averagePrecision),
            trivial: undefined,
            share: averagePrecision,
          },
        ]),
  ];
}

/** The scores of a model that learned no mean, which tell more than those of means. */
function ownRows(test: RegressionScores, baseline: Extract<Baseline, { task: "regression" }>): ScoreRow[] {
  const { quantile, poissonDeviance } = test;
  if (quantile) {
    const { pinballLoss, shareBelow } = quantile;
    const trivial = baseline.quantile;
    return [
      {
        name: `Pinball loss at ${quantile.quantile}`,
        model: significant(pinballLoss, 5),
        trivial: trivial && significant(trivial.pinballLoss, 5),
      },
      {
        name: `Rows at or below the prediction (${percent(quantile.quantile)} wanted)`,
        model: percent(shareBelow),
        trivial: trivial && percent(trivial.shareBelow),
        share: shareBelow,
        trivialShare: quantile.quantile,
      },
    ];
  }
  if (poissonDeviance === undefined) return [];
  const trivial = baseline.poissonDeviance ?? null;
  return [{ name: "Poisson deviance", model: lossText(poissonDeviance), trivial: lossText(trivial) }];
}

/** All scores as a table. */
export function scoreTable(evaluation: Evaluation, measuredOn: string): Markup {
  return html`<table><thead><tr><th scope="col">${measuredOn}</th><th scope="col">Model</th><th scope="col">Trivial answer</th></tr></thead>
<tbody>${scoreRows(evaluation).map(
    ({ name, model, trivial }) =>
      html`<tr><th scope="row">${name}</th><td class="better">${model}</td><td>${trivial ?? "–"}</td></tr>`,
  )}</tbody></table><p class="about">The trivial answer is ${trivialAnswer(evaluation.baseline)}${
    (evaluation.test.task === "classification" || evaluation.test.task === "several-labels") &&
    evaluation.test.logLoss !== null &&
    ", with the training rows' shares as probabilities"
  }. ${counted(evaluation.rows, "row")} scored.</p>`;
}
