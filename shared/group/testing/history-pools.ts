/** The pools that random histories are made of, each made once. */
import { createHistoryPool, type HistoryPool } from './history-pool.ts';

let pools: readonly HistoryPool[] | null = null;

/** The pools of the random histories: three facilitated groups and one of equals, six people each. */
export function historyPools(): readonly HistoryPool[] {
  pools ??= [
    createHistoryPool(11, 5),
    createHistoryPool(12, 5, { membersInvite: true }),
    createHistoryPool(13, 5, { mode: 'equals' }),
    createHistoryPool(14, 5, { hideIp: true, retentionDays: 90, moderation: 1, later: [[9, 7]] }),
  ];
  return pools;
}

let foundedWithKeeper: HistoryPool | null = null;

/** A pool of equals who agreed to keepers when they founded the group. */
export function keeperPool(): HistoryPool {
  foundedWithKeeper ??= createHistoryPool(15, 5, { mode: 'equals', later: [[9, 1]] });
  return foundedWithKeeper;
}
