import type { TableSchema } from "./table-schema.ts";

/** Which data a model was trained on. */
export interface DataFingerprint {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Rows of the file. */
  readonly rows: number;
  /** Rows trained on. */
  readonly trainRows: number;
}

/** A trained model of a table. */
export interface TableModel {
  /** The columns it reads and what it answers. */
  readonly schema: TableSchema;
  /** The options it was trained with. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The data it was trained on. */
  readonly data: DataFingerprint;
  /** The model as the bytes of a safetensors file. */
  toBytes(): Uint8Array;
}
