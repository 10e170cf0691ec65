const [OPEN, COMMA, CLOSE] = [0x5b, 0x2c, 0x5d];

/** A JSON array of texts that are JSON each, as UTF-8. Written in one pass: to join them first takes more than twice as long. */
export function batchOf(texts: readonly string[]): Buffer {
  const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 2);
  const bytes = Buffer.allocUnsafe(length);
  let at = bytes.writeUInt8(OPEN);
  for (const text of texts) {
    if (at > 1) at = bytes.writeUInt8(COMMA, at);
    at += bytes.write(text, at);
  }
  return bytes.subarray(0, bytes.writeUInt8(CLOSE, at));
}
