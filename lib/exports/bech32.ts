const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/**
 * The bytes that a Bech32 text (BIP 173) holds, without its limit of 90 characters.
 * @param prefix its human-readable part, lower case
 * @returns undefined where it is none, of another prefix, or mistyped
 */
export function bech32Data(prefix: string, text: string): Uint8Array | undefined {
  const low = text.toLowerCase();
  if ((text !== low && text !== text.toUpperCase()) || !low.startsWith(`${prefix}1`)) return undefined;
  const values = [...low.slice(prefix.length + 1)].map((c) => alphabet.indexOf(c));
  if (values.length < 6 || values.includes(-1)) return undefined;
  const spread = [...prefix].map((c) => c.charCodeAt(0));
  const all = [...spread.map((c) => c >> 5), 0, ...spread.map((c) => c & 31), ...values];
  return checksum(all) === 1 ? regrouped(values.slice(0, -6)) : undefined;
}

function checksum(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  return values.reduce((sum, value) => {
    const top = sum >>> 25;
    const next = ((sum & 0x1ffffff) << 5) ^ value;
    return generator.reduce((acc, g, i) => ((top >>> i) & 1 ? acc ^ g : acc), next);
  }, 1);
}

/** Groups of five bits as bytes; what is left over must be fewer than five bits, and zero. */
function regrouped(values: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const value of values) {
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  return bits < 5 && held === 0 ? Uint8Array.from(bytes) : undefined;
}
