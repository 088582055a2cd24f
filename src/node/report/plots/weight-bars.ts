import type { FeatureWeight, OutputFeatureWeights } from "../../../data/table/feature-weights.ts";
import { html, type Markup } from "../markup.ts";
import { significant } from "../numbers.ts";

/** Weights that the report shows. */
const SHOWN = 20;
const SHOWN_AS_BARS = 12;
/** Outputs that a table of weights has columns for. */
const MAX_OUTPUTS = 12;

/** The largest weights: bars for one output, a table with a column per output for several. */
export function topWeights(outputs: readonly OutputFeatureWeights[]): Markup {
  return outputs.length === 1 ? weightBars(outputs[0]!) : weightTable(outputs.slice(0, MAX_OUTPUTS));
}

/** Whether an input is a column in its own unit, which the model scales; not so words, texts and sparse rows. */
export function isPerUnitKnown({ rawWeight }: FeatureWeight): boolean {
  return rawWeight !== undefined;
}

function weightBars({ weights }: OutputFeatureWeights): Markup {
  const isScaled = weights.some(isPerUnitKnown);
  const top = weights.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, SHOWN_AS_BARS);
  const most = Math.abs(top[0]?.weight ?? 0) || 1;
  return html`<table class="weights"><thead><tr><th scope="col">Input</th><th scope="col" class="wide"><span class="unseen">Bar</span></th><th scope="col">${isScaled ? "Standardised" : "Weight"}</th>${isScaled && html`<th scope="col">Per unit</th>`}</tr></thead>
<tbody>${top.map((weight) => weightRow(weight, most, isScaled))}</tbody></table>`;
}

function weightRow({ name, weight, rawWeight }: FeatureWeight, most: number, isScaled: boolean): Markup {
  const share = Math.round((1000 * Math.abs(weight)) / most) / 20;
  const sign = weight < 0 ? "negative" : "positive";
  const from = weight < 0 ? 50 - share : 50;
  return html`<tr><th scope="row">${name}</th><td class="wide"><span class="weight ${sign}" style="margin-left:${from}%;width:${share}%"></span></td><td>${signed(weight)}</td>${isScaled && html`<td>${rawWeight === undefined ? "–" : signed(rawWeight)}</td>`}</tr>`;
}

function weightTable(outputs: readonly OutputFeatureWeights[]): Markup {
  const inputs = outputs[0]!.weights.map(({ name }, i) => {
    const values = outputs.map(({ weights }) => weights[i]!.weight);
    return { name, values, most: Math.max(...values.map(Math.abs)) };
  });
  const top = inputs.toSorted((a, b) => b.most - a.most).slice(0, SHOWN);
  const most = top[0]?.most || 1;
  return html`<table class="heat"><thead><tr><th scope="col">Input</th>${outputs.map(({ output }) => html`<th scope="col">${output}</th>`)}</tr></thead>
<tbody>${top.map(
    ({ name, values }) =>
      html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td class="${value < 0 ? "negative" : "positive"}" style="--share:${Math.round((100 * Math.abs(value)) / most)}%">${signed(value)}</td>`)}</tr>`,
  )}</tbody></table>`;
}

/** A number with its sign, in so many digits that small ones are told apart. */
function signed(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e7) ? value.toExponential(2) : significant(value, 4);
  return value > 0 ? `+${text}` : text.replace("-", "\u2212");
}
