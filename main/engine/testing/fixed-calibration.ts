/** The cheapest cost always: for tests, which measure nothing. */
import { ARGON2_FLOOR } from '../../../shared/crypto/crypto.ts';
import type { Calibration } from '../vault/calibration.ts';

/** See the file's head. */
export const fixedCalibration: Calibration = { choose: async () => ARGON2_FLOOR, raise: () => null };
