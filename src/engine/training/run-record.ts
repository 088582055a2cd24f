import type { Arena } from "../kernels/arena.ts";
import { RUN_SLOTS, type RunSlot } from "../kernels/run-record.ts";

/** A run record in the kernels' memory. */
export class RunRecord {
  /** Where it lies. */
  readonly pointer: number;
  readonly #arena: Arena;
  #view: DataView | undefined;

  /** Reserves a record; all its slots are 0 after {@link clear}. */
  constructor(arena: Arena) {
    this.#arena = arena;
    this.pointer = arena.reserve(RUN_SLOTS.bytes);
  }

  /** Sets all slots to 0. */
  clear(): void {
    this.#arena.uint8(this.pointer, RUN_SLOTS.bytes).fill(0);
  }

  /** The value of a slot. */
  get(name: RunSlot): number {
    return RUN_SLOTS.get(this.#memory(), 0, name);
  }

  /** Sets slots; properties that are none are passed over. */
  set(values: Partial<Record<RunSlot, number>>): void {
    const memory = this.#memory();
    for (const name in values) {
      if (name in RUN_SLOTS.index) RUN_SLOTS.set(memory, 0, name as RunSlot, values[name as RunSlot]!);
    }
  }

  // The view is made again where the memory has grown, which takes the old one's place away.
  #memory(): DataView {
    if (!this.#view?.buffer.byteLength) this.#view = this.#arena.record(this.pointer, RUN_SLOTS.bytes);
    return this.#view;
  }
}
