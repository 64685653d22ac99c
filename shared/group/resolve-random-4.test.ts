import { it } from 'vitest';
import { historyPart } from './testing/history-part.ts';

const part = historyPart(4);

it(
  `[GR5] [GR7] [GR8] [GR9] [GR10] [GR13] [GR16] [GR24] [EP4] [EP5] ${part.count} histories from seed ${part.first} on: order does not matter, who is gone changes nothing, the founder is safe, nothing counts beside an end, nobody has more authority than was given, invites let in as many as they say, standing epochs go to the roster (every fourth history), nothing is sealed to who is gone, both resolvers agree`,
  () => part.expectSound(),
  part.timeoutMs,
);
