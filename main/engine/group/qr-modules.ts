/** QR codes as the ui draws them. */
import { create as createQrCode } from 'qrcode';

/** Modules of a QR code, row by row, true for dark. */
export function modulesOf(text: string): readonly (readonly boolean[])[] {
  const { modules } = createQrCode(text, { errorCorrectionLevel: 'M' });
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) === 1),
  );
}
