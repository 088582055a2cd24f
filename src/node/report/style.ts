/** The report's style sheet: one set of colours for light screens and print, one for dark. */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #f4f6f9; --card: #ffffff; --ink: #16202e; --soft: #5a6675; --line: #e1e6ec; --wash: #f0f3f7;
  --accent: #1d5fd1; --good: 22, 132, 94; --bad: 200, 66, 38; --warn-ink: #7a4a00; --warn: #fff5df; --warn-line: #f0d79a;
  --s0: #1d5fd1; --s1: #d9480f; --s2: #0a8f6c; --s3: #a3348f; --s4: #b07d00; --s5: #1693ba; --s6: #6b4fc4; --s7: #5f6b78;
  --heat: 29, 95, 209; --fill: 0.55;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e131a; --card: #161d27; --ink: #e8edf4; --soft: #9aa7b7; --line: #2a3442; --wash: #1d2632;
    --accent: #7fb0ff; --good: 60, 180, 135; --bad: 240, 112, 80; --warn-ink: #ffd88a; --warn: #2c2414; --warn-line: #5b4820;
    --s0: #7fb0ff; --s1: #ff9a5c; --s2: #4bd0a4; --s3: #e58bd3; --s4: #e7bd4f; --s5: #63cdec; --s6: #b49cff; --s7: #a9b5c3;
    --heat: 96, 150, 240; --fill: 0.5;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif; -webkit-text-size-adjust: 100%; }
main, header, footer { max-width: 1140px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
h1 { font-size: 30px; line-height: 1.2; margin: 4px 0 6px; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0 0 2px; font-weight: 620; }
.over { color: var(--accent); font-weight: 600; font-size: 13px; letter-spacing: 0.04em; margin: 0; }
.sub, .about { color: var(--soft); margin: 0; overflow-wrap: anywhere; }
.about { font-size: 13.5px; margin-bottom: 14px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 16px; margin: 26px 0 16px; }
.tile, section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.tile { padding: 16px 18px; }
.tile .name { color: var(--soft); font-size: 13.5px; margin: 0; }
.tile .value { font-size: 32px; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; margin: 0; font-variant-numeric: tabular-nums; }
.tile .beside { color: var(--soft); font-size: 13px; margin: 2px 0 0; overflow-wrap: anywhere; }
.meter { position: relative; height: 6px; border-radius: 3px; background: var(--line); margin: 9px 0 8px; }
.meter span { position: absolute; left: 0; top: 0; bottom: 0; border-radius: 3px; background: var(--accent); }
.meter .trivial { left: auto; top: -3px; bottom: -3px; width: 3px; margin-left: -2px; border-radius: 0; background: var(--ink); box-shadow: 0 0 0 2px var(--card); }
.grid-2 { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; grid-auto-flow: dense; }
section { padding: 18px 20px 16px; min-width: 0; }
.full { grid-column: 1 / -1; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 10px; text-align: right; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 550; font-size: 12.5px; }
tbody tr:last-child > * { border-bottom: 0; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
tbody th { font-weight: 500; overflow-wrap: break-word; max-width: 420px; }
table:not(.text) td, table.weights thead th { white-space: nowrap; }
table.text td, table.text th { text-align: left; }
table.text td { overflow-wrap: anywhere; }
table.facts th { color: var(--soft); width: 42%; }
td.better { font-weight: 650; }
table.heat td, table.confusion td, table.heat th, table.confusion th { padding: 6px 8px; }
table.heat th:first-child, table.confusion th:first-child { padding-left: 0; }
table.heat td, table.confusion td { border: 2px solid var(--card); border-radius: 6px; text-align: center; }
table.heat thead th, table.confusion thead th { text-align: center; }
table.heat thead th:first-child, table.confusion thead th:first-child { text-align: left; }
table.heat td.negative { background: color-mix(in srgb, rgb(var(--bad)) calc(var(--share) * var(--fill)), transparent); }
table.heat td.positive { background: color-mix(in srgb, rgb(var(--good)) calc(var(--share) * var(--fill)), transparent); }
table.confusion td { background: color-mix(in srgb, rgb(var(--heat)) calc(var(--share) * var(--fill)), transparent); }
table.confusion td.wrong { background: color-mix(in srgb, rgb(var(--bad)) calc(var(--share) * var(--fill)), transparent); }
table.confusion small { display: block; color: var(--soft); font-size: 11.5px; }
table.confusion td small { color: inherit; }
table.weights .wide { width: 34%; min-width: 90px; padding: 5px 12px; }
.weight { display: block; height: 14px; margin-top: 3px; border-radius: 3px; min-width: 2px; }
.weight.positive { background: rgb(var(--good)); }
.weight.negative { background: rgb(var(--bad)); }
table.weights td.wide { background: linear-gradient(var(--line), var(--line)) 50% 0 / 1px 100% no-repeat; background-origin: content-box; }
.tag { display: inline-block; white-space: nowrap; padding: 0 8px; border-radius: 9px; background: var(--wash); color: var(--soft); font-size: 12.5px; }
.tag.kept { color: var(--accent); }
.warnings { background: var(--warn); border-color: var(--warn-line); color: var(--warn-ink); margin-bottom: 16px; }
.warnings ul { margin: 6px 0 0; padding-left: 20px; }
.warnings li { overflow-wrap: anywhere; }
pre { margin: 4px 0 12px; padding: 10px 12px; border-radius: 8px; background: var(--wash); overflow-x: auto; font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.does { margin: 0; color: var(--soft); font-size: 13.5px; }
svg.plot { display: block; width: 100%; height: auto; }
.plot .grid line { stroke: var(--line); stroke-width: 1; }
.plot .axis { stroke: var(--soft); stroke-width: 1; }
.plot text { fill: var(--soft); font-size: 12px; font-family: inherit; }
.plot .axis-label text { font-size: 12.5px; }
.plot .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; }
.plot .reference { stroke: var(--soft); stroke-width: 1.3; stroke-dasharray: 4 4; }
.plot .cloud { fill: none; stroke-width: 4.5; stroke-linecap: round; opacity: 0.4; }
.plot .bar { fill: var(--soft); opacity: 0.25; }
.plot .bar.strong { fill: var(--s0); opacity: 0.85; }
.plot .dot { stroke: var(--card); stroke-width: 1.2; }
${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `.line.series-${i}, .cloud.series-${i} { stroke: var(--s${i}); } .dot.series-${i} { fill: var(--s${i}); } .swatch.series-${i} { background: var(--s${i}); }`).join("\n")}
.legend { list-style: none; margin: 8px 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--soft); }
.legend li { display: flex; align-items: center; overflow-wrap: anywhere; }
.swatch { width: 16px; height: 4px; border-radius: 2px; margin-right: 7px; flex: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
footer { color: var(--soft); font-size: 13px; padding-top: 22px; padding-bottom: 40px; }
@media (max-width: 820px) { .grid-2 { grid-template-columns: minmax(0, 1fr); } main, header, footer { padding-left: 14px; padding-right: 14px; } h1 { font-size: 24px; } }
@media (max-width: 480px) { th, td { padding-left: 5px; padding-right: 5px; } .tag { padding: 0; background: none; } table.weights .wide { display: none; } table.weights tbody th { overflow-wrap: anywhere; } }
@media print { body { background: #fff; } section, .tile { break-inside: avoid; } }
`;
