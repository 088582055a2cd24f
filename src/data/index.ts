export type { ModelAddress, ModelSource } from "./load-model.ts";
export { loadModel } from "./load-model.ts";
export type { Model, ModelRow, ModelRows } from "./model.ts";
export type { SparseBlock } from "./readers/block-builder.ts";
export type { LibsvmOptions } from "./readers/libsvm.ts";
export { readLibsvm } from "./readers/libsvm.ts";
export type { ByteSource, SparseData } from "./readers/read-all.ts";
export type { ReadCounts } from "./readers/row-parser.ts";
export type { VwData, VwOptions } from "./readers/vw.ts";
export { readVw } from "./readers/vw.ts";
export type { SparseInput } from "./sparse/sparse-input.ts";
export type { SparseFingerprint, SparseModelParts } from "./sparse/sparse-model.ts";
export { SparseModel } from "./sparse/sparse-model.ts";
export type { OutputNamedWeights } from "./sparse/sparse-weights.ts";
export { sparseWeights } from "./sparse/sparse-weights.ts";
export type { RawRows } from "./table/encode-rows.ts";
export { RowEncoder } from "./table/encode-rows.ts";
export type { ColumnEncoder } from "./table/encoders/column-encoder.ts";
export type { DatePart, DatetimeEncoder } from "./table/encoders/datetime.ts";
export type { HashedEncoder } from "./table/encoders/hashed.ts";
export type { InteractionEncoding } from "./table/encoders/interaction.ts";
export type { NumericEncoder } from "./table/encoders/numeric.ts";
export type { OneHotEncoder } from "./table/encoders/one-hot.ts";
export type { TextEncoding, TextFrequencies } from "./table/encoders/text.ts";
export type { FeatureWeight, OutputFeatureWeights, TextWeights } from "./table/feature-weights.ts";
export { featureWeights, textWeights } from "./table/feature-weights.ts";
export type { DescribedFeature, TableLayout, TextKnowledge } from "./table/sparse/table-encoder.ts";
export { TableEncoder } from "./table/sparse/table-encoder.ts";
export type { ScalerFitOptions, ScalerTransformOptions } from "./table/standard-scaler.ts";
export { StandardScaler } from "./table/standard-scaler.ts";
export type { DataFingerprint, TableModelParts, TargetAnswers, TargetShare } from "./table/table-model.ts";
export { TableModel } from "./table/table-model.ts";
export type { TableRecord } from "./table/table-records.ts";
export type {
  ColumnKind,
  ColumnPlan,
  ColumnRole,
  TableSchema,
  TableWarning,
  TargetOutput,
  Task,
} from "./table/table-schema.ts";
export type { TableTarget } from "./table/table-target.ts";
export type { TableTrainingState, TrainingsBefore } from "./table/table-training-state.ts";
export type { TargetScale } from "./table/target-scale.ts";
export type { FeatureHasherOptions, NamedValues } from "./text/feature-hasher.ts";
export { FeatureHasher } from "./text/feature-hasher.ts";
export type { NamedWeight, NamedWeights } from "./text/name-table.ts";
export { NameTable, namedWeights } from "./text/name-table.ts";
export type { TextBatch } from "./text/text-batch.ts";
export type {
  ResolvedTextOptions,
  TextAnalyzer,
  TextNorm,
  TextOptions,
  TextWeighting,
} from "./text/text-options.ts";
export type { TextVectorizerState } from "./text/text-vectorizer.ts";
export { TextVectorizer } from "./text/text-vectorizer.ts";
