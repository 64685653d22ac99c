/** The engine's end of the table to net. */
import type * as v from 'valibot';
import type { engineToNet } from '../../../shared/ipc/engine-net.ts';

/** Tells net something; goes nowhere while there is no net. */
export type EmitToNet = <Name extends keyof typeof engineToNet & string>(
  name: Name,
  payload: v.InferInput<(typeof engineToNet)[Name]>,
) => void;
