import type { Arena } from "../kernels/arena.ts";
import { RUN_RECORD_BYTES, RUN_SLOT, type RunSlot } from "../kernels/run-record.ts";

/** A run record in the kernels' memory. */
export class RunRecord {
  /** Where it lies. */
  readonly pointer: number;
  readonly #arena: Arena;

  /** Reserves a record; all its slots are 0 after {@link clear}. */
  constructor(arena: Arena) {
    this.#arena = arena;
    this.pointer = arena.reserve(RUN_RECORD_BYTES);
  }

  /** Sets all slots to 0. */
  clear(): void {
    this.#slots().fill(0);
  }

  /** The value of a slot. */
  get(name: RunSlot): number {
    return this.#slots()[RUN_SLOT[name]];
  }

  /** Sets slots; properties that are none are passed over. */
  set(values: Partial<Record<RunSlot, number>>): void {
    const slots = this.#slots();
    for (const name in values) if (name in RUN_SLOT) slots[RUN_SLOT[name as RunSlot]] = values[name as RunSlot]!;
  }

  // Asked for at every use: the memory may have grown.
  #slots(): Float64Array {
    return this.#arena.float64(this.pointer, RUN_RECORD_BYTES / 8);
  }
}
