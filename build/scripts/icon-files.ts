/** One picture of an icon: its edge in pixels, and its PNG. */
export interface IconPicture {
  readonly size: number;
  readonly png: Buffer;
}

/** Windows' .ico: a table of pictures, each a PNG (allowed since Vista). */
export function icoOf(pictures: readonly IconPicture[]): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = 6 + 16 * pictures.length;
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(16);
    // 0 stands for 256.
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]);
}

/** Apple's names for PNG pictures by edge in pixels. */
const ICNS_TYPES = new Map([
  [128, 'ic07'],
  [256, 'ic08'],
  [512, 'ic09'],
  [1024, 'ic10'],
]);

/** macOS's .icns: a length and a name before each PNG. Sizes that have no name there are left out. */
export function icnsOf(pictures: readonly IconPicture[]): Buffer {
  const chunk = (name: string, bytes: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name, 0, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  };
  const chunks = pictures.flatMap(({ size, png }) => {
    const name = ICNS_TYPES.get(size);
    return name === undefined ? [] : [chunk(name, png)];
  });
  return chunk('icns', Buffer.concat(chunks));
}
