import type { RecordColumn, RecordColumnState, RecordEncoderState } from "./record-encoder.ts";

/** A feature: its name and its value. */
type Feature = readonly [name: string, value: number];

/** The features of words, numbers and their products, row by row. */
export function namedValues(
  { columns: states, interactions }: Pick<RecordEncoderState, "columns" | "interactions">,
  columns: readonly RecordColumn[],
): Feature[][] {
  const rows = columns[0]?.values.length ?? 0;
  const singles = states.flatMap((state, i) => (state.kind === "text" ? [] : [{ state, values: columns[i]!.values }]));
  const byName = new Map(singles.map((single) => [single.state.name, single]));
  const pairs = interactions.map(([first, second]) => [byName.get(first)!, byName.get(second)!] as const);
  return Array.from({ length: rows }, (_, r) => {
    const features = singles.map(({ state, values }) => feature(state, values[r]!));
    for (const [first, second] of pairs) {
      const [a, x] = feature(first.state, first.values[r]!);
      const [b, y] = feature(second.state, second.values[r]!);
      features.push([`${a}^${b}`, x * y]);
    }
    return features;
  });
}

function feature(state: RecordColumnState, value: string | number | null): Feature {
  if (state.kind !== "number") return [`${state.name}=${value ?? ""}`, 1];
  const number = Number(value ?? Number.NaN);
  return Number.isNaN(number) ? [`${state.name} (missing)`, 1] : [state.name, (number - state.mean) / state.scale];
}
