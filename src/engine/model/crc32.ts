const TABLE: Uint32Array = makeTable();

/**
 * CRC-32 of bytes (polynomial 0xEDB88320, as in gzip, PNG and zlib's `crc32`): finds every changed byte and nearly
 * every other damage; it does not stop someone who alters a file on purpose.
 *
 * @param bytes - any number of bytes
 * @returns a whole number from 0 to 2^32 - 1
 * @see ISO 3309; RFC 1952, section 8
 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function makeTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[byte] = crc;
  }
  return table;
}
