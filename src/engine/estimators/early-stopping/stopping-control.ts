import type { Schedule } from "../../optimizer/schedule.ts";
import type { EpochEvent, EpochVerdict, TrainingControl } from "../../training/events.ts";
import { judgeEpoch, STOPPING_START, type StoppingRule, type StoppingState } from "../../training/stopping.ts";
import type { LinearWeights } from "../../training/weights.ts";

/** What is watched on the rows held out. */
export interface HeldOutWatch {
  /** The number of the weights of now. */
  score(): Promise<number>;
  /** When it ends training; undefined: it is only reported. */
  readonly rule?: StoppingRule | undefined;
  /** Makes a copy of the weights of now. */
  weights(): LinearWeights;
}

/** Where the stopping rules of a training stand: a plain value. */
export interface ControlState {
  /** Of the loss on the training rows. */
  readonly training: StoppingState;
  /** Of the metric on the rows held out. */
  readonly heldOut: StoppingState;
  /** The weights of the best epoch on the rows held out. */
  readonly best?: LinearWeights | undefined;
}

/** Ends a training when it no longer improves, and remembers the best weights. */
export class StoppingControl implements TrainingControl {
  readonly #schedule: Schedule;
  readonly #onTraining: StoppingRule | undefined;
  readonly #heldOut: HeldOutWatch | undefined;
  #state: ControlState;

  /**
   * @param schedule - may lower its rate instead
   * @param onTraining - when the loss on the training rows, with the penalty, ends training
   * @param heldOut - what is watched on rows held out
   * @param state - where an earlier training ended
   */
  constructor(
    schedule: Schedule,
    onTraining: StoppingRule | undefined,
    heldOut: HeldOutWatch | undefined,
    state: ControlState = { training: STOPPING_START, heldOut: STOPPING_START },
  ) {
    this.#schedule = schedule;
    this.#onTraining = onTraining;
    this.#heldOut = heldOut;
    this.#state = state;
  }

  /** Where it stands. */
  get state(): ControlState {
    return this.#state;
  }

  /** Judges a finished epoch. */
  async epochEnded(event: EpochEvent): Promise<EpochVerdict> {
    const watch = this.#heldOut;
    const validation = await watch?.score();
    let stop = false;
    if (this.#onTraining) {
      const verdict = judgeEpoch(
        this.#onTraining,
        this.#state.training,
        event.epoch,
        event.loss + (event.penalty ?? 0),
      );
      this.#state = { ...this.#state, training: verdict.state };
      stop = verdict.stop;
    }
    if (watch?.rule && validation !== undefined) {
      const verdict = judgeEpoch(watch.rule, this.#state.heldOut, event.epoch, validation);
      const best = verdict.isBest ? watch.weights() : this.#state.best;
      this.#state = { ...this.#state, heldOut: verdict.state, best };
      stop ||= verdict.stop;
    }
    if (stop) this.#forgetFailures();
    const goesOn = stop && this.#schedule.reduce();
    return { stop: stop && !goesOn, ...(validation === undefined ? {} : { validation }) };
  }

  /** A rate that was lowered, or a training that goes on after its end, has its whole patience again. */
  #forgetFailures(): void {
    const { training, heldOut } = this.#state;
    this.#state = { ...this.#state, training: { ...training, failures: 0 }, heldOut: { ...heldOut, failures: 0 } };
  }
}
