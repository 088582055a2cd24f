/** How predictions are written. */
export type PredictionFormat = "csv" | "parquet" | "jsonl";

/** What the ending of a path asks for: `.parquet`, `.jsonl` or `.ndjson`, otherwise CSV. */
export function predictionFormat(path: string): PredictionFormat {
  if (/\.(parquet|pq)$/i.test(path)) return "parquet";
  return /\.(jsonl|ndjson)$/i.test(path) ? "jsonl" : "csv";
}

/** Options of DuckDB's COPY for a format. */
export function writeOptions(format: PredictionFormat): string {
  if (format === "parquet") return "FORMAT parquet, USE_TMP_FILE false";
  return format === "jsonl" ? "FORMAT json, USE_TMP_FILE false" : "FORMAT csv, HEADER true, USE_TMP_FILE false";
}
