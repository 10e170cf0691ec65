/** First byte of a certificate in its binary form, DER. */
const DER_SEQUENCE = 0x30;
const PEM_LINE = 64;

/** A certificate file as text: PEM as it is, DER turned into PEM. */
export function pemOf(bytes: Uint8Array): string {
  if (bytes[0] !== DER_SEQUENCE) return new TextDecoder().decode(bytes).trim();
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const lines = base64.match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}
