import type { NamedWeight, OutputWeights } from "../content.ts";
import { html, type Markup } from "../markup.ts";
import { significant } from "../numbers.ts";

/** Weights that the report shows. */
const SHOWN = 20;
const SHOWN_AS_BARS = 12;
/** Outputs that a table of weights has columns for. */
const MAX_OUTPUTS = 12;

/** The largest weights: bars for one output, a table with a column per output for several. */
export function topWeights(outputs: readonly OutputWeights[]): Markup {
  return outputs.length === 1 ? weightBars(outputs[0]!) : weightTable(outputs.slice(0, MAX_OUTPUTS));
}

function weightBars({ weights }: OutputWeights): Markup {
  const top = weights.toSorted((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised)).slice(0, SHOWN_AS_BARS);
  const most = Math.abs(top[0]?.standardised ?? 0) || 1;
  return html`<table class="weights"><thead><tr><th scope="col">Input</th><th scope="col" class="wide"><span class="unseen">Bar</span></th><th scope="col">Standardised</th><th scope="col">Per unit</th></tr></thead>
<tbody>${top.map((weight) => weightRow(weight, most))}</tbody></table>`;
}

function weightRow({ name, standardised, raw }: NamedWeight, most: number): Markup {
  const share = Math.round((1000 * Math.abs(standardised)) / most) / 20;
  const sign = standardised < 0 ? "negative" : "positive";
  const from = standardised < 0 ? 50 - share : 50;
  return html`<tr><th scope="row">${name}</th><td class="wide"><span class="weight ${sign}" style="margin-left:${from}%;width:${share}%"></span></td><td>${signed(standardised)}</td><td>${raw === undefined ? "–" : signed(raw)}</td></tr>`;
}

function weightTable(outputs: readonly OutputWeights[]): Markup {
  const inputs = outputs[0]!.weights.map(({ name }, i) => {
    const values = outputs.map(({ weights }) => weights[i]!.standardised);
    return { name, values, most: Math.max(...values.map(Math.abs)) };
  });
  const top = inputs.toSorted((a, b) => b.most - a.most).slice(0, SHOWN);
  const most = top[0]?.most || 1;
  return html`<table class="heat"><thead><tr><th scope="col">Input</th>${outputs.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${top.map(
    ({ name, values }) =>
      html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td class="${value < 0 ? "negative" : "positive"}" style="--share:${Math.round((100 * Math.abs(value)) / most)}%">${signed(value)}</td>`)}</tr>`,
  )}</tbody></table>`;
}

/** A number with its sign, in so many digits that small ones are told apart. */
function signed(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : significant(value, 4);
  return value > 0 ? `+${text}` : text.replace("-", "\u2212");
}
