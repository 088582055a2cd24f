/** What a finished batch tells, before the next one begins. */
export interface BatchEvent {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Number of the batch within the epoch, from 1. */
  readonly batch: number;
  /** Rows of the batch; the last one of an epoch may be short. */
  readonly rows: number;
  /** Sum of the rows' weights; `rows` where they have none. */
  readonly weight: number;
  /**
   * Mean loss per row, weighted, taken before this batch's update, without penalty; with several outputs the sum over
   * them.
   */
  readonly loss: number;
  /** Sum of the losses of the batch's rows, each times its weight. */
  readonly lossSum: number;
  /** Learning rate of the batch's update. */
  readonly learningRate: number;
}

/** What a finished epoch tells; also an entry of the history. */
export interface EpochEvent {
  /** The output that was trained, from 0, where each is trained for itself: several classes with scikit-learn's numbers. */
  readonly output?: number;
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Epochs that were asked for. */
  readonly epochs: number;
  /** Mean loss per row of the epoch, weighted, each row's taken before its batch's update, as {@link BatchEvent.loss}. */
  readonly loss: number;
  /**
   * Mean over the updates of the penalty before each, where it was asked for; with `ftrl`, whose penalty stands against the
   * sum of all gradients, divided by the updates so far (with `reduction: "sum"` by the weight of the rows so far).
   */
  readonly penalty?: number;
  /** What the weights after the epoch are worth on the validation rows, where there are any. */
  readonly validation?: number;
  /** Rows of an epoch. */
  readonly rows: number;
  /** Sum of the rows' weights; `rows` where they have none. */
  readonly weight: number;
  /** Batches, and so updates, of this epoch. */
  readonly batches: number;
  /** Updates since training began. */
  readonly updates: number;
  /** Rows seen since training began. */
  readonly samplesSeen: number;
  /** Milliseconds spent training since it began, without what listeners took. */
  readonly elapsedMs: number;
}

/** Where a training is within an epoch. */
export interface ProgressEvent {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Epochs that were asked for. */
  readonly epochs: number;
  /** Rows of this epoch seen. */
  readonly rowsSeen: number;
  /** Rows of an epoch. */
  readonly rows: number;
  /** Mean loss per row of this epoch's finished batches, as {@link EpochEvent.loss}; NaN before the first. */
  readonly loss: number;
  /** Milliseconds spent training since it began, without what listeners took. */
  readonly elapsedMs: number;
}

/** Who listens to a training run, and who may end it. */
export interface TrainingListeners {
  /** Called after every epoch; a promise is waited for. */
  readonly onEpoch?: ((event: EpochEvent) => void | Promise<void>) | undefined;
  /**
   * Called after every batch, when the model already has the batch's weights; a promise is waited for. Training goes
   * batch by batch then, which is slower but gives the same bytes.
   */
  readonly onBatch?: ((event: BatchEvent) => void | Promise<void>) | undefined;
  /** Called within an epoch at most every 100 ms, without slowing training down. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Ends training as soon as the batch in hand is done, or given up if it is large: `fit` rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Ends training well as soon as the batch in hand is done: `fit` resolves, and the model keeps what was reached. */
  readonly stop?: AbortSignal | undefined;
}

/** What is to be done after an epoch. */
export interface EpochVerdict {
  /** Whether training ends with this epoch. */
  readonly stop?: boolean;
  /** What goes into the epoch's event as {@link EpochEvent.validation}. */
  readonly validation?: number;
}

/** Who decides after each epoch, before anyone is told of it. */
export interface TrainingControl {
  /** Judges a finished epoch; a promise is waited for. */
  epochEnded(event: EpochEvent): EpochVerdict | Promise<EpochVerdict>;
}

/** Why a training ended: all epochs are done, the control said so, or the signal `stop` came. */
export type TrainingEnd = "epochs" | "control" | "stop";
