import { type Arena, bytesOf } from "../kernels/arena.ts";
import { type Kernels, ofWidth, type WidthKernels } from "../kernels/kernels.ts";
import type { RunSlot } from "../kernels/run-record.ts";
import {
  HISTORY_ENTRY_BYTES,
  keptDerivativeBytes,
  keptRows,
  LONGEST_HISTORY,
  needsHistory,
  POWERS_BYTES,
  SPARSE_SLOTS,
  type SparseSlot,
  takesWhole,
} from "../kernels/sparse-record.ts";
import { EngineArray } from "./engine-array.ts";
import type { SparseShape, TrainingSetup } from "./training-setup.ts";

/** The shortest history: settling all weights less often than every so many updates costs little. */
const SHORTEST_HISTORY = 1024;

/** A piece of the engine's memory. */
interface Piece {
  readonly pointer: number;
  readonly bytes: number;
}

/** What a run on sparse rows needs beside the weights and their state: the sparse record and what it points to. */
export class SparseRun {
  readonly #arena: Arena;
  readonly #kernels: WidthKernels;
  readonly #own: Piece;
  readonly #evaluation: Piece;
  readonly #last: Piece | undefined;
  /** What is zeros between two batches. */
  readonly #zeros: readonly Piece[];
  readonly #gradient: Piece;
  readonly #initial: Readonly<Partial<Record<SparseSlot, number>>>;

  /**
   * @param shape - of the rows
   * @throws {MinibatchError} `INVALID_DATA` when it does not fit the engine
   */
  constructor(kernels: Kernels, arena: Arena, setup: TrainingSetup, { longestRow, meanRow }: SparseShape) {
    const { columns, outputs, batchSize, precision } = setup;
    const options = { ...setup, optimizer: setup.optimizer.name };
    const whole = takesWhole({ ...options, batchEntries: batchSize * meanRow });
    const kept = whole ? 0 : keptRows(options);
    const lists = !whole && kept === 0;
    const room = lists ? Math.min(columns, batchSize * longestRow) : 0;
    const lazy = !whole && needsHistory(options);
    const historyRoom = Math.min(LONGEST_HISTORY, Math.max(SHORTEST_HISTORY, Math.ceil(columns / 8)));
    const reserve = (bytes: number): Piece => ({ pointer: arena.reserve(bytes), bytes });
    this.#arena = arena;
    this.#kernels = ofWidth(kernels, precision);
    this.#own = reserve(SPARSE_SLOTS.bytes);
    this.#evaluation = reserve(SPARSE_SLOTS.bytes);
    const positions = reserve(lists ? columns * 4 : 0);
    const biasSums = reserve(outputs * 8);
    this.#gradient = whole
      ? new EngineArray(arena, precision, outputs, columns)
      : reserve(outputs * room * bytesOf(precision));
    this.#last = lazy ? reserve(columns * 4) : undefined;
    this.#zeros = [positions, biasSums, this.#gradient, ...(this.#last ? [this.#last] : [])];
    this.#initial = {
      positions: positions.pointer,
      touched: arena.reserve((room + 1) * 4),
      touchedRoom: room,
      biasSums: biasSums.pointer,
      last: this.#last?.pointer ?? 0,
      history: lazy ? arena.reserve(historyRoom * HISTORY_ENTRY_BYTES) : 0,
      historyRoom: lazy ? historyRoom : Number.POSITIVE_INFINITY,
      powers: lazy ? arena.reserve(POWERS_BYTES) : 0,
      scale: 1,
      keptRows: kept,
      whole: Number(whole),
      keptPointers: arena.reserve(kept * 4),
      keptDerivatives: arena.reserve(keptDerivativeBytes(kept, outputs, bytesOf(precision))),
    };
  }

  /** The slots of the run record for training. */
  get slots(): Partial<Record<RunSlot, number>> {
    return { gradient: this.#gradient.pointer, sparse: this.#own.pointer };
  }

  /** The slots of the run record for evaluating weights that are settled. */
  get evaluationSlots(): Partial<Record<RunSlot, number>> {
    return { sparse: this.#evaluation.pointer };
  }

  /** Makes it that of weights that are settled, with no batch open. */
  reset(): void {
    for (const piece of [...this.#zeros, this.#own, this.#evaluation]) this.#bytes(piece).fill(0);
    const memory = this.#memory();
    for (const [name, value] of Object.entries(this.#initial)) SPARSE_SLOTS.set(memory, 0, name as SparseSlot, value);
  }

  /** Brings all weights up to date: they, and the optimiser's state and averages, are then as with dense rows. */
  settle(record: number): void {
    this.#kernels.settle(record);
  }

  /**
   * Gives what `read` gives when all weights are up to date, and leaves everything as it was: reading in the middle of an
   * epoch must not change a byte of what comes after.
   *
   * @param state - the pieces of memory in which weights, state and averages lie
   */
  peek<Value>(record: number, state: readonly Piece[], read: () => Value): Value {
    if (SPARSE_SLOTS.get(this.#memory(), 0, "age") === 0) return read();
    const pieces = [...state, this.#own, ...(this.#last ? [this.#last] : [])];
    const before = pieces.map((piece) => this.#bytes(piece).slice());
    this.#kernels.settle(record);
    const value = read();
    for (const [i, piece] of pieces.entries()) this.#bytes(piece).set(before[i]);
    return value;
  }

  #bytes({ pointer, bytes }: Piece): Uint8Array {
    return this.#arena.uint8(pointer, bytes);
  }

  #memory(): DataView {
    return this.#arena.record(this.#own.pointer, SPARSE_SLOTS.bytes);
  }
}
