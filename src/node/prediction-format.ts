import { MinibatchError } from "../engine/errors.ts";

/** How predictions are written. */
export type PredictionFormat = "csv" | "parquet" | "jsonl";

/** Endings that promise something else, which a file of predictions would not be. */
const OTHERS = /\.(xlsx?|ods|json|arrow|feather|avro|orc|html?|xml|gz|zip|bz2|xz|zst)$/i;

/**
 * What the ending of a path asks for: `.parquet`, `.jsonl` or `.ndjson`, otherwise CSV.
 *
 * @throws {MinibatchError} `INVALID_OPTION` for an ending of another kind of file, such as `.xlsx` or `.csv.gz`
 */
export function predictionFormat(path: string): PredictionFormat {
  if (/\.(parquet|pq)$/i.test(path)) return "parquet";
  if (/\.(jsonl|ndjson)$/i.test(path)) return "jsonl";
  const [ending] = OTHERS.exec(path) ?? [];
  if (ending === undefined) return "csv";
  const message = `${path}: predictions are not written as ${ending}, expected .csv, .parquet or .jsonl; with format (--format) a file of any name holds these`;
  throw new MinibatchError("INVALID_OPTION", message, { option: "out" });
}

/** Options of DuckDB's COPY for a format. */
export function writeOptions(format: PredictionFormat): string {
  if (format === "parquet") return "FORMAT parquet, USE_TMP_FILE false";
  return format === "jsonl" ? "FORMAT json, USE_TMP_FILE false" : "FORMAT csv, HEADER true, USE_TMP_FILE false";
}
