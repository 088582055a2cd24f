import type { OutputFeatureWeights } from "../../data/table/feature-weights.ts";
import type { Evaluation } from "../evaluation/types.ts";
import { card } from "./card.ts";
import { classSections } from "./class-sections.ts";
import type { ColumnFacts, Facts, ReportContent } from "./content.ts";
import { headlineTiles, scoreTable } from "./headline.ts";
import { html, Markup } from "./markup.ts";
import { grouped, percent } from "./numbers.ts";
import { lossPlot } from "./plots/loss-plot.ts";
import { predictionPlot, residualPlot } from "./plots/number-plots.ts";
import { isPerUnitKnown, topWeights } from "./plots/weight-bars.ts";
import { labelSections, numberSections } from "./several-sections.ts";
import { STYLE } from "./style.ts";

/** The page may show itself and nothing else: no script, no request. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Columns of a table that the page lists. */
const MAX_COLUMNS = 200;

/** A report as one HTML page without scripts, that loads nothing. Same content, same bytes. */
export function reportPage(content: ReportContent): string {
  const { title, subtitle, date, warnings, version } = content;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="generator" content="minibatch ${version}">
<title>${title} · minibatch</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><p class="over">minibatch report · ${date}</p><h1>${title}</h1><p class="sub">${subtitle}</p></header>
<main>
${headlineTiles(content.evaluation)}
${warnings.length > 0 && html`<section class="warnings"><h2>Worth a look</h2><ul>${warnings.map((text) => html`<li>${text}</li>`)}</ul></section>`}
<div class="grid-2">
${sections(content)}
</div>
</main>
<footer>Written by minibatch ${version}. The page loads nothing from elsewhere.</footer>
</body>
</html>
`;
  return page.text;
}

function sections(content: ReportContent): Markup[] {
  const { evaluation, history, lossLabel, bestEpoch, weights, columns, facts, commands, measuredOn } = content;
  const { test, baseline, curves } = evaluation;
  return [
    ...(history.length === 0
      ? []
      : [
          card(
            "Loss",
            "Mean per row; each training row's is taken before its batch's update.",
            lossPlot(history, lossLabel, bestEpoch),
          ),
        ]),
    card("Scores", "", scoreTable(evaluation, measuredOn)),
    ...(test.task === "classification" && curves.task === "classification"
      ? classSections(test, curves, evaluation.rows)
      : []),
    ...(test.task === "several-labels" && curves.task === "several-labels"
      ? labelSections(test, curves, evaluation.rows)
      : []),
    ...(test.task === "several-numbers" && baseline.task === "several-numbers" && curves.task === "several-numbers"
      ? numberSections(test, baseline, curves)
      : []),
    ...(curves.task === "regression"
      ? [
          card("Predicted and true", "A point a row; on the dashed line they agree.", predictionPlot(curves)),
          card("Errors", "True minus predicted; the outermost bars hold all rows beyond.", residualPlot(curves)),
        ]
      : []),
    ...(weights.length === 0
      ? []
      : [
          card(
            "Largest weights",
            weightsAbout(weights, test.task),
            html`<div class="scroll">${topWeights(weights)}</div>`,
            weights.length > 1,
          ),
        ]),
    ...(columns.length === 0
      ? []
      : [card("Columns", "As they were read, and what the model makes of them.", columnTable(columns), true)]),
    ...facts.map(factCard),
    ...(commands.length === 0
      ? []
      : [
          card(
            "Go on",
            "",
            commands.map(({ does, line }) => html`<p class="does">${does}</p><pre>${line}</pre>`),
            true,
          ),
        ]),
  ];
}

function weightsAbout(outputs: readonly OutputFeatureWeights[], task: Evaluation["test"]["task"]): string {
  const isScaled = outputs.some(({ weights }) => weights.some(isPerUnitKnown));
  const scale = isScaled
    ? "Of inputs in units of their standard deviation, so that they compare"
    : "Of inputs as they are";
  if (task === "several-numbers") return `${scale}: what makes each number larger, and what smaller.`;
  if (outputs.length > 1) {
    return `${scale}: what speaks for a ${task === "several-labels" ? "label" : "class"}, and what against it.`;
  }
  const output = outputs[0]?.output;
  const meaning = output === undefined ? "a larger number" : String(output);
  return `${scale}${isScaled ? ", and per unit of the column" : ""}. Positive weights speak for ${meaning}.`;
}

function columnTable(columns: readonly ColumnFacts[]): Markup {
  const left = columns.length - MAX_COLUMNS;
  return html`<div class="scroll"><table class="text"><thead><tr><th scope="col">Name</th><th scope="col">Holds</th><th scope="col">Missing</th><th scope="col">Becomes</th></tr></thead>
<tbody>${columns
    .slice(0, MAX_COLUMNS)
    .map(
      ({ name, kind, missing, becomes }) =>
        html`<tr><th scope="row">${name}</th><td><span class="tag">${kind}</span></td><td>${missing === undefined ? "–" : missing === 0 ? "none" : percent(missing)}</td><td>${becomes}</td></tr>`,
    )}</tbody></table></div>${left > 0 && html`<p class="about">and ${grouped(left)} more</p>`}`;
}

function factCard({ title, rows }: Facts): Markup {
  return card(
    title,
    "",
    html`<table class="text facts"><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`,
  );
}
