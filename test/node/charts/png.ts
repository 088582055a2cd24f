import { inflateSync } from "node:zlib";

/** A decoded picture: four bytes a pixel (red, green, blue, opacity), row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Decodes an 8-bit RGBA PNG without interlacing, straight from the PNG specification (ISO/IEC 15948). */
export function decodePng(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (signature.some((byte, i) => png[i] !== byte)) throw new Error("no PNG signature");
  const chunks: { type: string; data: Uint8Array }[] = [];
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const type = Buffer.from(png.subarray(at + 4, at + 8)).toString("latin1");
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  if (chunks[0].type !== "IHDR" || chunks.at(-1)?.type !== "IEND") throw new Error("chunks out of order");
  const header = new DataView(chunks[0].data.buffer, chunks[0].data.byteOffset);
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const format = [...chunks[0].data.subarray(8)].join();
  if (format !== "8,6,0,0,0") throw new Error(`not 8-bit RGBA: ${format}`);
  const lines = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
  return { width, height, data: unfilter(lines, width * 4, height) };
}

function unfilter(lines: Uint8Array, stride: number, height: number): Uint8Array {
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const left = i < 4 ? 0 : data[y * stride + i - 4];
      const up = y === 0 ? 0 : data[(y - 1) * stride + i];
      const corner = i < 4 || y === 0 ? 0 : data[(y - 1) * stride + i - 4];
      data[y * stride + i] = lines[y * (stride + 1) + 1 + i] + guess(filter, left, up, corner);
    }
  }
  return data;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  return filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The pixels for which a test of red, green and blue holds, as [x, y]. */
export function pixelsWhere(
  { width, height, data }: Pixels,
  test: (red: number, green: number, blue: number) => boolean,
): [number, number][] {
  const found: [number, number][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      if (test(data[i], data[i + 1], data[i + 2])) found.push([x, y]);
    }
  }
  return found;
}

/** How many pixels of blank margin surround the picture's ink. */
export function blankMargin({ width, height, data }: Pixels): number {
  let margin = Math.min(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      if (data[i] === 255 && data[i + 1] === 255 && data[i + 2] === 255) continue;
      margin = Math.min(margin, x, y, width - 1 - x, height - 1 - y);
    }
  }
  return margin;
}
