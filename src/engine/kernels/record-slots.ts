/**
 * The slots of a record in the kernels' memory, 8 bytes each: a number is an f64; a pointer, count or code is a whole number of
 * 32 bits in the first four bytes, which the kernels load without converting it.
 */
export class RecordSlots<Name extends string> {
  /** Index of each slot. */
  readonly index: Readonly<Record<Name, number>>;
  /** Bytes of a record. */
  readonly bytes: number;
  readonly #numbers: ReadonlySet<string>;

  /**
   * @param names - of all slots, in their order
   * @param numbers - of the slots that hold an f64
   */
  constructor(names: readonly Name[], numbers: readonly Name[]) {
    this.index = Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>;
    this.bytes = names.length * 8;
    this.#numbers = new Set(numbers);
  }

  /** Whether a slot holds an f64. */
  isNumber(name: Name): boolean {
    return this.#numbers.has(name);
  }

  /** The value of a slot of the record that lies at `record`. */
  get(memory: DataView, record: number, name: Name): number {
    const at = record + this.index[name] * 8;
    return this.#numbers.has(name) ? memory.getFloat64(at, true) : memory.getUint32(at, true);
  }

  /** Sets a slot of the record that lies at `record`. */
  set(memory: DataView, record: number, name: Name, value: number): void {
    const at = record + this.index[name] * 8;
    if (this.#numbers.has(name)) memory.setFloat64(at, value, true);
    else memory.setUint32(at, value, true);
  }
}
