import type {
  Baseline,
  SeveralLabelsCurves,
  SeveralLabelsScores,
  SeveralNumbersCurves,
  SeveralNumbersScores,
} from "../evaluation/types.ts";
import { card } from "./card.ts";
import { html, type Markup } from "./markup.ts";
import { grouped, score, significant } from "./numbers.ts";
import { precisionRecallPlot, rocPlot } from "./plots/class-plots.ts";
import { predictionPlot } from "./plots/number-plots.ts";

/** Targets whose curves one picture, or one row of pictures, shows apart. */
const MAX_SHOWN = 8;

/** The parts of the page for a model of several labels. */
export function labelSections(test: SeveralLabelsScores, curves: SeveralLabelsCurves, rows: number): Markup[] {
  const shown = curves.targets.toSorted((a, b) => b.rows - a.rows).slice(0, MAX_SHOWN);
  const some = shown.length < curves.targets.length ? "; those that most rows have" : "";
  return [
    card(
      "Scores by label",
      "Of the rows that have the label. Precision: share of the answers that are right. Recall: share of the rows found.",
      labelTable(test),
    ),
    ...(shown.length === 0
      ? []
      : [
          card("ROC curve", `A line a label${some}. The dashed line is chance.`, rocPlot(shown)),
          card("Precision and recall", `A line a label${some}.`, precisionRecallPlot(shown, rows)),
        ]),
  ];
}

/** The parts of the page for a model of several numbers. */
export function numberSections(
  test: SeveralNumbersScores,
  baseline: Extract<Baseline, { task: "several-numbers" }>,
  curves: SeveralNumbersCurves,
): Markup[] {
  return [
    card(
      "Scores by target",
      "In the units of each; behind every score that of always answering the mean.",
      numberTable(test, baseline),
      true,
    ),
    ...curves.targets
      .slice(0, MAX_SHOWN)
      .map(({ name, curves: own }) =>
        card(`${name}: predicted and true`, "A point a row; on the dashed line they agree.", predictionPlot(own)),
      ),
  ];
}

function numberTable(
  { targets }: SeveralNumbersScores,
  baseline: Extract<Baseline, { task: "several-numbers" }>,
): Markup {
  const header = ["Target", "R²", "of the mean", "Mean absolute error", "of the mean", "RMSE", "of the mean"];
  return html`<div class="scroll"><table><thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${targets.map(({ name, scores }, k) => {
    const trivial = baseline.targets[k]!.scores;
    return html`<tr><th scope="row">${name}</th><td class="better">${score(scores.r2)}</td><td>${score(trivial.r2)}</td>${[
      [scores.mae, trivial.mae],
      [scores.rmse, trivial.rmse],
    ].map(
      ([own, other]) => html`<td class="better">${significant(own!, 5)}</td><td>${significant(other!, 5)}</td>`,
    )}</tr>`;
  })}</tbody></table></div>`;
}

function labelTable({ targets }: SeveralLabelsScores): Markup {
  return html`<div class="scroll"><table><thead><tr><th scope="col">Label</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th><th scope="col">ROC AUC</th><th scope="col">Rows</th></tr></thead>
<tbody>${targets.map(({ name, scores: { byClass, classes, rocAuc } }) => {
    const own = byClass.find(({ label }) => label === classes[1]);
    return html`<tr><th scope="row">${name}</th><td>${(own?.precision ?? 0).toFixed(3)}</td><td>${(own?.recall ?? 0).toFixed(3)}</td><td>${(own?.f1Score ?? 0).toFixed(3)}</td><td>${rocAuc === null ? "–" : rocAuc.toFixed(3)}</td><td>${grouped(own?.support ?? 0)}</td></tr>`;
  })}</tbody></table></div>`;
}
