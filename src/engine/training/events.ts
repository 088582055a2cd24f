/** What a finished batch tells, before the next one begins. */
export interface BatchEvent {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Number of the batch within the epoch, from 1. */
  readonly batch: number;
  /** Rows of the batch; the last one of an epoch may be short. */
  readonly rows: number;
  /** Mean loss per row, taken before this batch's update, without penalty; with several outputs the sum over them. */
  readonly loss: number;
  /** Sum of the losses of the batch's rows. */
  readonly lossSum: number;
  /** Learning rate of the batch's update. */
  readonly learningRate: number;
}

/** What a finished epoch tells; also an entry of the history. */
export interface EpochEvent {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Epochs that were asked for. */
  readonly epochs: number;
  /** Mean loss per row of the epoch, each row's taken before its batch's update, as {@link BatchEvent.loss}. */
  readonly loss: number;
  /** Rows of an epoch. */
  readonly rows: number;
  /** Batches, and so updates, of this epoch. */
  readonly batches: number;
  /** Updates since training began. */
  readonly updates: number;
  /** Rows seen since training began. */
  readonly samplesSeen: number;
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
  /** Ends training as soon as the batch in hand is done, or given up if it is large: `fit` rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}
