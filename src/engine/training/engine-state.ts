import { MinibatchError } from "../errors.ts";
import type { Arena } from "../kernels/arena.ts";
import { REGISTERS, type RegisterName, type RunSlot } from "../kernels/run-record.ts";
import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import { EngineArray } from "./engine-array.ts";
import type { SparseRun } from "./sparse-run.ts";
import type { TrainingSetup } from "./training-setup.ts";
import type { TrainingState } from "./training-state.ts";
import { type LinearWeights, unpackWeights } from "./weights.ts";

/** The part of a {@link TrainingState} that lies in the engine's memory. */
export type EngineValues = Pick<TrainingState, "registers" | "weights" | "arrays" | "l1Paid" | "average">;

/** A run on sparse rows, whose weights are up to date at the end of an epoch only. */
export interface SparsePart {
  /** The run. */
  readonly run: SparseRun;
  /** Pointer to its run record. */
  readonly record: number;
}

/** What training goes on with from batch to batch, in the engine's memory. */
export class EngineState {
  readonly #arena: Arena;
  readonly #setup: TrainingSetup;
  readonly #weights: EngineArray;
  readonly #arrays: EngineArray;
  readonly #names: readonly string[];
  readonly #paid: EngineArray | undefined;
  readonly #average: EngineArray | undefined;
  readonly #registers: number;
  readonly #sparse: SparsePart | undefined;
  #kept: Uint8Array[] | undefined;

  /** Reserves the memory; {@link start} or {@link restore} fills it. */
  constructor(arena: Arena, setup: TrainingSetup, sparse?: SparsePart) {
    const { precision, outputs, columns, optimizer, l1, average } = setup;
    const { state, l1: treatment } = KERNEL_OPTIMIZER[optimizer.name];
    this.#arena = arena;
    this.#setup = setup;
    this.#sparse = sparse;
    this.#names = state;
    this.#weights = new EngineArray(arena, precision, outputs, columns);
    this.#arrays = new EngineArray(arena, precision, state.length * outputs, columns);
    if (l1 > 0 && treatment === "cumulative") this.#paid = new EngineArray(arena, precision, outputs, columns);
    if (average > 0) this.#average = new EngineArray(arena, "f64", outputs, columns, this.#weights.width);
    this.#registers = arena.reserve(REGISTERS.length * 8);
  }

  /** Where it lies, as slots of a run record. */
  get slots(): Partial<Record<RunSlot, number>> {
    return {
      weights: this.#weights.pointer,
      width: this.#weights.width,
      state: this.#arrays.pointer,
      l1Paid: this.#paid?.pointer ?? 0,
      average: this.#average?.pointer ?? 0,
      registers: this.#registers,
    };
  }

  /**
   * Begins with weights and an optimiser that has seen nothing.
   *
   * @param rate - the learning rate of the first update
   */
  start(weights: LinearWeights, rate: number): void {
    for (const array of this.#all) array.clear();
    this.#sparse?.run.reset();
    this.#weights.writeWeights(weights);
    this.#arena.float64(this.#registers, REGISTERS.length).set([0, 0, 0, 1, 1]);
    if (this.#setup.optimizer.name === "ftrl") this.#pullTowards(this.#weights.read(), rate);
  }

  /** The state of FTRL whose weights are the given ones: the algorithm itself only knows a start from zeros. */
  #pullTowards(weights: Float32Array | Float64Array, rate: number): void {
    const { columns, l1, l2, outputs, optimizer } = this.#setup;
    const pull = this.#arrays.read();
    for (let i = 0; i < outputs * (columns + 1); i++) {
      const isBias = i % (columns + 1) === columns;
      const stiffness = optimizer.ftrlBeta / rate + (isBias ? 0 : l2);
      pull[i] = -(weights[i] * stiffness + (isBias ? 0 : Math.sign(weights[i]) * l1));
    }
    this.#arrays.write(pull);
  }

  get #all(): EngineArray[] {
    return [this.#weights, this.#arrays, this.#paid, this.#average].filter((array) => array !== undefined);
  }

  /** What `read` gives when all weights are up to date. */
  #settled<Value>(read: () => Value): Value {
    return this.#sparse ? this.#sparse.run.peek(this.#sparse.record, this.#all, read) : read();
  }

  /** Copies everything out. */
  read(): EngineValues {
    return this.#settled(() => this.#read());
  }

  #read(): EngineValues {
    const length = this.#weights.length;
    const arrays = this.#arrays.read();
    return {
      registers: this.#readRegisters(),
      weights: this.#weights.read(),
      arrays: Object.fromEntries(this.#names.map((name, i) => [name, arrays.slice(i * length, (i + 1) * length)])),
      ...(this.#paid && { l1Paid: this.#paid.read() }),
      ...(this.#average && { average: this.#average.read() as Float64Array }),
    };
  }

  /**
   * Copies everything in. What the setup keeps beyond the values starts afresh.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when an array has another length than the setup's
   */
  restore({ registers, weights, arrays, l1Paid, average }: EngineValues): void {
    const all = this.#arrays.read();
    for (const [i, name] of this.#names.entries()) {
      const values = arrays[name] ?? new Float64Array(0);
      checkLength(`arrays.${name}`, values, this.#weights.length);
      all.set(values, i * this.#weights.length);
    }
    checkLength("weights", weights, this.#weights.length);
    if (l1Paid) checkLength("l1Paid", l1Paid, this.#weights.length);
    if (average) checkLength("average", average, this.#weights.length);
    for (const array of this.#all) array.clear();
    this.#sparse?.run.reset();
    this.#weights.write(weights);
    this.#arrays.write(all);
    if (l1Paid) this.#paid?.write(l1Paid);
    if (average) this.#average?.write(average);
    // What was counted for arrays that were not kept since says nothing of arrays that start afresh.
    const counts = { ...registers };
    if (!average) counts.averaged = 0;
    if (!l1Paid) counts.l1Due = 0;
    this.#arena.float64(this.#registers, REGISTERS.length).set(REGISTERS.map((name) => counts[name]));
  }

  /** Keeps everything as it is now, between two epochs, for {@link goBack}: into the same memory every time, which is quick. */
  keep(): void {
    const pieces = this.#pieces();
    this.#kept ??= pieces.map(({ length }) => new Uint8Array(length));
    for (const [i, piece] of pieces.entries()) this.#kept[i].set(piece);
  }

  /** Goes back to what {@link keep} has kept last. */
  goBack(): void {
    for (const [i, piece] of this.#pieces().entries()) if (this.#kept) piece.set(this.#kept[i]);
    this.#sparse?.run.reset();
  }

  #pieces(): Uint8Array[] {
    const arrays = this.#all.map(({ pointer, bytes }) => this.#arena.uint8(pointer, bytes));
    return [...arrays, this.#arena.uint8(this.#registers, REGISTERS.length * 8)];
  }

  /** A copy of the model's weights: their mean where one is kept and has begun, else the weights as trained. */
  model(): LinearWeights {
    const averaged = this.#readRegisters().averaged > 0 ? this.#average : undefined;
    return this.#settled(() => unpackWeights((averaged ?? this.#weights).read(), this.#setup.outputs));
  }

  /** Rows trained on so far. */
  get samples(): number {
    return this.#readRegisters().samples;
  }

  /** Whether all weights are finite numbers. */
  isFinite(): boolean {
    return this.#weights.isFinite();
  }

  #readRegisters(): Record<RegisterName, number> {
    const values = this.#arena.float64(this.#registers, REGISTERS.length);
    return Object.fromEntries(REGISTERS.map((name, i) => [name, values[i]])) as Record<RegisterName, number>;
  }
}

function checkLength(name: string, values: ArrayLike<number>, length: number): void {
  if (values.length === length) return;
  throw new MinibatchError(
    "INVALID_SHAPE",
    `training state: ${name}: got ${values.length} numbers, expected ${length}`,
  );
}
