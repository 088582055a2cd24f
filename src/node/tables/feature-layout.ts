import { encoderFeatures } from "../../data/table/encoders/column-encoder.ts";
import { checkInteraction, type InteractionEncoding, interactionOf } from "../../data/table/encoders/interaction.ts";
import { TableEncoder, type TableLayout, type TextKnowledge } from "../../data/table/sparse/table-encoder.ts";
import { NameTable } from "../../data/text/name-table.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { FittedColumn } from "./fit-encoders.ts";
import type { FittedText, TextColumnOptions } from "./fit-texts.ts";

/** How rows are laid out. */
export interface LayoutOptions extends TextColumnOptions {
  /** Pairs of columns, words, numbers or dates, whose product is learned from, too. */
  readonly interactions?: readonly (readonly [first: string, second: string])[];
  /**
   * Whether rows are computed with as sparse ones. Default `"auto"`: from 64 features on, where that takes less than
   * a quarter of the memory.
   * With texts or interactions they always are.
   */
  readonly layout?: "auto" | "dense" | "sparse";
}

/** Rows of fewer features are dense: there is little to gain. */
const WIDE = 64;

/** Sparse rows must be so many times smaller than dense ones: an entry of theirs takes longer to compute with. */
const GAIN = 4;

/**
 * How fitted columns and texts become features.
 *
 * @param file - path, for messages
 * @throws {MinibatchError} `INVALID_DATA` for an interaction of a column that is not learned from; `INVALID_OPTION` for a
 * dense layout of texts or interactions
 */
export function featureLayout(
  file: string,
  fitted: readonly FittedColumn[],
  texts: readonly FittedText[],
  { interactions = [], layout = "auto" }: LayoutOptions,
): TableLayout {
  const used = fitted.flatMap(({ encoder, missing }) => (encoder === undefined ? [] : [{ encoder, missing }]));
  const encoders = used.map(({ encoder }) => encoder);
  const names = encoders.map(({ column }) => column);
  const pairs = interactions.map((pair): InteractionEncoding => {
    checkInteraction(pair, names, file);
    const [first, second] = pair.map((name) => encoderFeatures(encoders[names.indexOf(name)]!)) as [number, number];
    return interactionOf(pair, [first, second]);
  });
  const isSparse = texts.length > 0 || pairs.length > 0;
  if (isSparse && layout === "dense") {
    const message = 'layout: got "dense" with texts or interactions, whose rows are always sparse';
    throw new MinibatchError("INVALID_OPTION", message, { option: "layout" });
  }
  if (!isSparse && (layout === "dense" || (layout === "auto" && !isMuchSmaller(used)))) return { encoders };
  return {
    encoders,
    ...(pairs.length > 0 && { interactions: pairs }),
    ...(texts.length > 0 && { texts: texts.map(({ encoding }) => encoding) }),
    layout: "sparse",
  };
}

/** Whether sparse rows take much less memory: an entry is a feature's number beside its value. */
function isMuchSmaller(used: readonly Pick<Required<FittedColumn>, "encoder" | "missing">[]): boolean {
  let features = 0;
  let entries = 0;
  for (const { encoder, missing } of used) {
    features += encoderFeatures(encoder);
    const isWord = encoder.kind === "one-hot" || encoder.kind === "hashed";
    entries += isWord ? 1 : encoderFeatures(encoder) - (encoder.indicator ? 1 - missing : 0);
  }
  return features >= WIDE && GAIN * 2 * entries < features;
}

/**
 * What is known of fitted texts and of hashed words, their names by number of the feature.
 *
 * @param hashed - names of hashed words by column, features from 0
 */
export function textKnowledge(
  layout: TableLayout,
  texts: readonly FittedText[],
  hashed: ReadonlyMap<string, NameTable>,
): TextKnowledge {
  const frequencies = texts.map((text) => text.frequencies);
  if (texts.length + hashed.size === 0) return { frequencies, names: undefined };
  const encoder = new TableEncoder(layout);
  // Features of columns come before those of texts.
  const parts = [
    ...layout.encoders.flatMap(({ column }, i) => {
      const names = hashed.get(column);
      return names === undefined ? [] : [{ start: encoder.columns.starts[i]!, names }];
    }),
    ...texts.map(({ names }, i) => ({ start: encoder.textStart(i), names })),
  ];
  const names = new NameTable(
    Uint32Array.from(parts.flatMap(({ start, names }) => Array.from(names.columns, (feature) => start + feature))),
    parts.flatMap(({ names }) => names.names),
    Uint8Array.from(parts.flatMap(({ names }) => Array.from(names.collided))),
  );
  return { frequencies, names };
}
