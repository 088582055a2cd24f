export * from "../data/index.ts";
export type { TableLoss } from "../data/table/table-losses.ts";
export * from "../engine/index.ts";
export type { CacheOptions } from "./cache/cache-options.ts";
export type { CompareChartOptions, ComparedRun } from "./charts/compare-chart.ts";
export { compareChart } from "./charts/compare-chart.ts";
export type { LossScale, LossSeries } from "./charts/curves.ts";
export type { DecisionLine } from "./charts/decision-line.ts";
export type { LossChartOptions } from "./charts/loss-chart.ts";
export { lossChart } from "./charts/loss-chart.ts";
export type { ChartOptions } from "./charts/options.ts";
export type { RateChartOptions } from "./charts/rate-chart.ts";
export { rateChart } from "./charts/rate-chart.ts";
export type { Chart, RenderOptions } from "./charts/render.ts";
export { renderChart, writeChart } from "./charts/render.ts";
export type { DecisionChartOptions } from "./charts/scatter-chart.ts";
export { decisionChart } from "./charts/scatter-chart.ts";
export type { EvaluateTableResult } from "./evaluate-table.ts";
export { evaluateTable } from "./evaluate-table.ts";
export type {
  Baseline,
  ClassCurves,
  ClassificationCurves,
  ClassificationScores,
  Curve,
  Evaluation,
  OfTarget,
  QuantileScores,
  RegressionCurves,
  RegressionScores,
  SeveralLabelsCurves,
  SeveralLabelsScores,
  SeveralNumbersCurves,
  SeveralNumbersScores,
} from "./evaluation/types.ts";
export { loadModel, saveModel } from "./model-file.ts";
export type { PredictTableOptions, PredictTableResult } from "./predict-table.ts";
export { predictTable } from "./predict-table.ts";
export type { PredictionFormat } from "./prediction-format.ts";
export type { TableRateSearch } from "./search-table-rate.ts";
export { searchTableRate } from "./search-table-rate.ts";
export type { SparseEvaluation } from "./sparse/evaluate-sparse.ts";
export { evaluateSparse } from "./sparse/evaluate-sparse.ts";
export type { SparseAnswers, SparseCounts } from "./sparse/predict-sparse.ts";
export { predictSparse } from "./sparse/predict-sparse.ts";
export type { ReadSparseOptions, SparseFile } from "./sparse/read-sparse.ts";
export { readSparse } from "./sparse/read-sparse.ts";
export type { SparseRateSearch } from "./sparse/search-sparse-rate.ts";
export { searchSparseRate } from "./sparse/search-sparse-rate.ts";
export type { SparseFormat } from "./sparse/sparse-file.ts";
export { trainSparse } from "./sparse/train-sparse.ts";
export type {
  SparseWarning,
  TrainSparseOptions,
  TrainSparseResult,
  TrainSparseSeconds,
  TrainSparseStart,
} from "./sparse/types.ts";
export type { WritePredictionsOptions } from "./sparse/write-predictions.ts";
export { writePredictions } from "./sparse/write-predictions.ts";
export type { ColumnOptions } from "./tables/choose-columns.ts";
export type { LayoutOptions } from "./tables/feature-layout.ts";
export type { ScaleMode } from "./tables/fit-encoders.ts";
export type { TextColumnOptions } from "./tables/fit-texts.ts";
export { readTable } from "./tables/read-table.ts";
export type { SplitOptions } from "./tables/split-rows.ts";
export type {
  GoingOnOptions,
  ReadTableOptions,
  StoredKind,
  Table,
  TableColumn,
  TableFileOptions,
  TrainTableOptions,
  TrainTableResult,
  TrainTableSeconds,
  TrainTableStart,
} from "./tables/types.ts";
export { trainTable, trainTable as train } from "./train-table.ts";
export type {
  ReadProgress,
  TrainFileOptions,
  TrainingEpoch,
  TrainingResult,
  TrainingSeconds,
  TrainingSettings,
  TrainingStart,
} from "./training/types.ts";
