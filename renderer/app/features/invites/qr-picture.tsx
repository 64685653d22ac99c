import { darkRuns } from './dark-runs.ts';
import styles from './qr-picture.module.css';

/** Light modules around the code that cameras need (ISO/IEC 18004: four). */
const QUIET = 4;

interface QrPictureProps {
  /** Row by row, true for dark. */
  readonly modules: readonly (readonly boolean[])[];
  readonly label: string;
}

/** A QR code drawn from its modules: one rectangle for each run of dark ones in a row. */
export function QrPicture({ modules, label }: QrPictureProps) {
  const size = modules.length + QUIET * 2;
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles['qr']}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      fill="currentColor"
    >
      {modules.flatMap((row, y) =>
        darkRuns(row).map(({ from, length }) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a module's place is its name.
          <rect key={`${y} ${from}`} x={from + QUIET} y={y + QUIET} width={length} height={1} />
        )),
      )}
    </svg>
  );
}
