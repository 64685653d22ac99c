/** A size in the unit in which people read it. */
export interface SizeIn {
  readonly value: number;
  readonly unit: 'kilobyte' | 'megabyte' | 'gigabyte';
}

const UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;
const STEP = 1000;

/** The greatest unit of which `bytes` are at least one; kilobytes, rounded up, for the smallest. */
export function sizeIn(bytes: number): SizeIn {
  let value = bytes / STEP;
  for (const unit of UNITS) {
    if (value < STEP || unit === 'gigabyte') return { value: unit === 'kilobyte' ? Math.ceil(value) : value, unit };
    value /= STEP;
  }
  throw new Error('there is no unit left');
}
