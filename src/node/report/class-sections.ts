import type { Label } from "../../engine/metrics/labels.ts";
import type { ClassificationCurves, ClassificationScores } from "../evaluation/types.ts";
import { card } from "./card.ts";
import { html, type Markup } from "./markup.ts";
import { grouped, percent } from "./numbers.ts";
import { calibrationPlot, precisionRecallPlot, rocPlot } from "./plots/class-plots.ts";

/** Classes that a matrix of cells can show; of more the commonest mistakes are listed. */
const MATRIX_CLASSES = 12;
/** Classes whose matrix fits half of the page. */
const HALF_PAGE_CLASSES = 5;
const MISTAKES = 15;

/** The parts of the page for a classifier. */
export function classSections(test: ClassificationScores, curves: ClassificationCurves, rows: number): Markup[] {
  const { classes } = test;
  const against = classes.length > 2 ? "Each class against the rest" : `Class ${classes[1]} against ${classes[0]}`;
  const shown = curves.classes.length < classes.length && classes.length > 2 ? "; those with the most rows" : "";
  const top = classes.length > 2;
  return [
    confusionCard(test.confusion, classes),
    card(
      "Scores by class",
      "Precision: share of the answers that are right. Recall: share of the class found.",
      classTable(test),
    ),
    ...(curves.classes.length === 0
      ? []
      : [
          card("ROC curve", `${against}${shown}. The dashed line is chance.`, rocPlot(curves.classes)),
          card("Precision and recall", `${against}${shown}.`, precisionRecallPlot(curves.classes, rows)),
        ]),
    ...(curves.calibration === null
      ? []
      : [
          card(
            "Calibration",
            top
              ? "How often the answer is right, by the probability given to it. On the dashed line they agree."
              : `How often rows are ${classes[1]}, by the probability given. On the dashed line they agree.`,
            calibrationPlot(curves.calibration, top ? "Share right" : `Share of ${classes[1]}`),
          ),
        ]),
  ];
}

function classTable({ byClass }: ClassificationScores): Markup {
  return html`<div class="scroll"><table><thead><tr><th scope="col">Class</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th><th scope="col">Rows</th></tr></thead>
<tbody>${byClass.map(
    ({ name, precision, recall, f1Score, support }) =>
      html`<tr><th scope="row">${name}</th><td>${precision.toFixed(3)}</td><td>${recall.toFixed(3)}</td><td>${f1Score.toFixed(3)}</td><td>${grouped(support)}</td></tr>`,
  )}</tbody></table></div>`;
}

function confusionCard(confusion: readonly (readonly number[])[], classes: readonly Label[]): Markup {
  if (classes.length > MATRIX_CLASSES) {
    return card("Commonest mistakes", "Rows by true and predicted class.", mistakeTable(confusion, classes));
  }
  return card(
    "Confusion matrix",
    "True class down, predicted class across; shares are of the true class.",
    matrix(confusion, classes),
    classes.length > HALF_PAGE_CLASSES,
  );
}

function matrix(confusion: readonly (readonly number[])[], classes: readonly Label[]): Markup {
  return html`<div class="scroll"><table class="confusion"><thead><tr><th scope="col">true \\ predicted</th>${classes.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${confusion.map((counts, i) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return html`<tr><th scope="row">${classes[i]}</th>${counts.map((count, j) => {
      const share = total === 0 ? 0 : count / total;
      const kind = i === j ? "right" : "wrong";
      return html`<td class="${kind}" style="--share:${Math.round(100 * share)}%">${grouped(count)}${count > 0 && html`<small>${percent(share)}</small>`}</td>`;
    })}</tr>`;
  })}</tbody></table></div>`;
}

function mistakeTable(confusion: readonly (readonly number[])[], classes: readonly Label[]): Markup {
  const mistakes = confusion.flatMap((counts, i) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.flatMap((count, j) => (count === 0 || i === j ? [] : [{ i, j, count, share: count / total }]));
  });
  const most = mistakes.toSorted((a, b) => b.count - a.count).slice(0, MISTAKES);
  if (most.length === 0) return html`<p>There are none.</p>`;
  return html`<div class="scroll"><table><thead><tr><th scope="col">True</th><th scope="col">Predicted</th><th scope="col">Rows</th><th scope="col">Of the class</th></tr></thead>
<tbody>${most.map(
    ({ i, j, count, share }) =>
      html`<tr><th scope="row">${classes[i]}</th><td>${classes[j]}</td><td>${grouped(count)}</td><td>${percent(share)}</td></tr>`,
  )}</tbody></table></div>`;
}
