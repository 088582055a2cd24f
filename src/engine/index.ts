export type { Blobs, BlobsOptions } from "./datasets/blobs.ts";
export { makeBlobs } from "./datasets/blobs.ts";
export type { CirclesOptions } from "./datasets/circles.ts";
export { makeCircles } from "./datasets/circles.ts";
export type { ClassificationData, FeatureKind } from "./datasets/classification.ts";
export { makeClassification } from "./datasets/classification.ts";
export type { ClassificationOptions } from "./datasets/classification-options.ts";
export type { KFoldOptions } from "./datasets/folds.ts";
export { KFold, StratifiedKFold } from "./datasets/folds.ts";
export type { MoonsOptions } from "./datasets/moons.ts";
export { makeMoons } from "./datasets/moons.ts";
export type { MultiTargetRegressionData, RegressionData, RegressionOptions } from "./datasets/regression.ts";
export { makeRegression } from "./datasets/regression.ts";
export type {
  ElementsOf,
  RowsOf,
  TrainTestIndices,
  TrainTestSplit,
  TrainTestSplitOptions,
} from "./datasets/split.ts";
export { trainTestIndices, trainTestSplit } from "./datasets/split.ts";
export type { SplitSizeOptions } from "./datasets/split-sizes.ts";
export type { TwoCurves, TwoCurvesOptions } from "./datasets/two-curves.ts";
export type { ErrorCode, ErrorDetails, OptionIssue } from "./errors.ts";
export { MinibatchError } from "./errors.ts";
export type { MetricName } from "./estimators/early-stopping/metric-names.ts";
export type { ControlState } from "./estimators/early-stopping/stopping-control.ts";
export type { FitOptions, ValidationRows } from "./estimators/fit-options.ts";
export type { InitialWeights } from "./estimators/initial-weights.ts";
export type { LearningRateSearch } from "./estimators/learning-rate/find-best-rate.ts";
export type { LearningRateOptions } from "./estimators/learning-rate/find-learning-rate.ts";
export { findLearningRate } from "./estimators/learning-rate/find-learning-rate.ts";
export { LinearEstimator } from "./estimators/linear-estimator.ts";
export type { ProgressiveLoss } from "./estimators/linear-model.ts";
export type { EstimatorTask } from "./estimators/options/option-defaults.ts";
export type { UncheckedOptions } from "./estimators/options/resolve-options.ts";
export { checkOptions } from "./estimators/options/resolve-options.ts";
export type {
  ClassifierTargets,
  ClassPartialFitOptions,
  PartialFitOptions,
  SGDClassifierOptions,
  SGDClassifierState,
} from "./estimators/sgd-classifier.ts";
export { SGDClassifier } from "./estimators/sgd-classifier.ts";
export type {
  ClassOptions,
  ClassWeight,
  EarlyStoppingOptions,
  RateOptions,
  ResolvedEarlyStopping,
  ResolvedOptions,
  SGDOptions,
  UpdateOptions,
} from "./estimators/sgd-options.ts";
export type { RegressorTargets, SGDRegressorOptions, SGDRegressorState } from "./estimators/sgd-regressor.ts";
export { SGDRegressor } from "./estimators/sgd-regressor.ts";
export type { LabelArray } from "./estimators/targets/class-outputs.ts";
export type { ModelTrainingState, StreamedLoss } from "./estimators/training-job.ts";
export type { RegisterName } from "./kernels/run-record.ts";
export { CsrMatrix } from "./matrix/csr-matrix.ts";
export type { MatrixLike, Precision } from "./matrix/dense-matrix.ts";
export { DenseMatrix } from "./matrix/dense-matrix.ts";
export type { RowSource, Rows } from "./matrix/row-source.ts";
export type { SparseLike } from "./matrix/sparse-source.ts";
export { accuracyScore, balancedAccuracyScore } from "./metrics/accuracy.ts";
export type { CohenKappaOptions } from "./metrics/agreement.ts";
export { cohenKappaScore, matthewsCorrcoef } from "./metrics/agreement.ts";
export type { CalibrationCurve, CalibrationOptions } from "./metrics/calibration.ts";
export { calibrationCurve } from "./metrics/calibration.ts";
export type { AverageScore } from "./metrics/class-scores.ts";
export type {
  ClassificationReport,
  ReportClass,
  ReportOptions,
  ReportScores,
  ReportTextOptions,
} from "./metrics/classification-report.ts";
export { classificationReport, classificationReportObject } from "./metrics/classification-report.ts";
export type { ConfusionMatrixOptions } from "./metrics/confusion-matrix.ts";
export { confusionMatrix } from "./metrics/confusion-matrix.ts";
export type { CurveOptions, PrecisionRecallCurve, RocCurve } from "./metrics/curves.ts";
export { precisionRecallCurve, rocCurve } from "./metrics/curves.ts";
export type { PinballOptions } from "./metrics/deviance.ts";
export { meanPinballLoss, meanPoissonDeviance } from "./metrics/deviance.ts";
export type { Scores } from "./metrics/inputs.ts";
export type { LabelReport, LabelReportOptions, LabelReportTextOptions } from "./metrics/label-report.ts";
export { labelReport, labelReportObject } from "./metrics/label-report.ts";
export type { Label } from "./metrics/labels.ts";
export { uniqueLabels } from "./metrics/labels.ts";
export type { Average, ClassFscores, ClassScoreOptions, FscoreOptions } from "./metrics/precision-recall.ts";
export { f1Score, precisionRecallFscoreSupport, precisionScore, recallScore } from "./metrics/precision-recall.ts";
export type { BrierOptions, LogLossOptions } from "./metrics/probability.ts";
export { brierScoreLoss, logLoss } from "./metrics/probability.ts";
export type { AveragePrecisionOptions, RocAucOptions } from "./metrics/ranking.ts";
export { averagePrecisionScore, rocAucScore } from "./metrics/ranking.ts";
export {
  explainedVarianceScore,
  meanAbsoluteError,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from "./metrics/regression.ts";
export type { SampleWeightOption } from "./metrics/sample-weight.ts";
export type { TopKOptions } from "./metrics/top-k.ts";
export { topKAccuracyScore } from "./metrics/top-k.ts";
export type { ClassifierLoss, ClassLoss, LossName, LossOptions, RegressorLoss } from "./objective/losses.ts";
export type { OptimizerName, OptimizerParameters } from "./optimizer/optimizers.ts";
export type { ScheduleState } from "./optimizer/schedule.ts";
export type { ScheduleName } from "./optimizer/schedule-names.ts";
export type { IntegerArray, IntegerType } from "./random/bounded-integers.ts";
export type { NumberArray } from "./random/random-state.ts";
export { RandomState } from "./random/random-state.ts";
export type { ShuffleMode } from "./sampling/windows.ts";
export type { BatchEvent, EpochEvent, ProgressEvent, TrainingListeners } from "./training/events.ts";
export { decodeTrainingState, encodeTrainingState } from "./training/state-file.ts";
export type { StoppingState } from "./training/stopping.ts";
export type { TrainingState } from "./training/training-state.ts";
export type { LinearWeights } from "./training/weights.ts";
