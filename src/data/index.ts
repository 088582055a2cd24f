export type { ScalerFitOptions, ScalerTransformOptions } from "./table/standard-scaler.ts";
export { StandardScaler } from "./table/standard-scaler.ts";
export type { DataFingerprint, TableModelParts } from "./table/table-model.ts";
export { TableModel } from "./table/table-model.ts";
export type { TableRecord } from "./table/table-records.ts";
export type { FeatureColumn, TableSchema, Task } from "./table/table-schema.ts";
export type { TableTarget } from "./table/table-target.ts";
